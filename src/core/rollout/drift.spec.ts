import { describe, expect, it } from '@jest/globals';
import { spreadOf, stabilityIndex } from './drift.js';

describe('the spread of a column', () => {
  it('counts a value on an edge above it, and what is missing by itself', () => {
    expect(spreadOf([0, 1, 1.5, 2, NaN], [1, 2])).toEqual({
      edges: [1, 2],
      shares: [0.25, 0.5, 0.25],
      missing: 0.2,
    });
    expect(spreadOf([NaN], [1])).toEqual({ edges: [1], shares: [0, 0], missing: 1 });
    expect(spreadOf([], [])).toEqual({ edges: [], shares: [0], missing: 0 });
  });
});

describe('the stability index', () => {
  const reference = { edges: [1], shares: [0.5, 0.5], missing: 0 };

  it('is 0 where nothing has moved', () => {
    expect(stabilityIndex(reference, reference)).toBe(0);
  });

  it('is the sum over bins of the differences times the logs of the ratios', () => {
    const now = { edges: [1], shares: [0.75, 0.25], missing: 0 };
    expect(stabilityIndex(reference, now)).toBeCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), 12);
  });

  it('tells that values are missing which were not, and is finite', () => {
    const gone = stabilityIndex(reference, { edges: [1], shares: [0, 0], missing: 1 });
    expect(gone).toBeGreaterThan(5);
    expect(gone).toBeLessThan(50);
  });
});
