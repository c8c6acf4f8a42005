import { describe, expect, it } from '@jest/globals';
import { appealOf } from './appeal.js';

const ids = Array.from({ length: 5_000 }, (_, n) => `offer-${n}`);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('appeal', () => {
  it('is the same for the same offer and seed, and another for another', () => {
    expect(appealOf('rolls', 7)).toBe(appealOf('rolls', 7));
    expect(appealOf('rolls', 8)).not.toBe(appealOf('rolls', 7));
    expect(appealOf('cake', 7)).not.toBe(appealOf('rolls', 7));
  });

  it('is 1 on the whole, and differs as offers of one kind do', () => {
    const appeals = ids.map((id) => appealOf(id, 1));
    expect(mean(appeals)).toBeCloseTo(1, 1);
    const logs = appeals.map(Math.log);
    const middle = mean(logs);
    expect(Math.sqrt(mean(logs.map((log) => (log - middle) ** 2)))).toBeCloseTo(0.43, 1);
  });
});
