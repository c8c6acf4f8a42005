import { describe, expect, it } from '@jest/globals';
import { estimateWithin } from './interval.js';
import { evaluatePolicy } from './evaluate-policy.js';
import { quantileOfT } from './student-t.js';

const parts = [-3, -1, 1, 3];

describe('the interval of an estimate', () => {
  it('is that of Student where nothing leans and no part stands out', () => {
    // 100 parts of -1 and 1: s = sqrt(100/99) / 10, kurtosis 1, hence 99 degrees of freedom, and t = 1.660391.
    const { low, high, standardError } = estimateWithin(5, (row) => (row % 2) * 2 - 1, { rows: 100 }, 0.9);
    expect(standardError).toBeCloseTo(Math.sqrt(100 / 99) / 10, 12);
    expect(high - 5).toBeCloseTo(1.660391 * standardError, 6);
    expect(5 - low).toBeCloseTo(1.660391 * standardError, 6);
  });

  it('reaches farther to the side of the long tail', () => {
    const leaning = (row: number) => (row === 0 ? 99 : -1);
    const { low, high } = estimateWithin(0, leaning, { rows: 100 }, 0.9);
    expect(high).toBeGreaterThan(-2 * low);
  });

  it('ends where Hall’s g of the studentized error is the quantile of t, with the degrees of the kurtosis', () => {
    // One part of 99 and 99 of -1: Σx² = 9,900, Σx³ = 970,200, Σx⁴ = 96,059,700.
    const { low, high, standardError } = estimateWithin(0, (row) => (row === 0 ? 99 : -1), { rows: 100 }, 0.9);
    const a = 970_200 / 9_900 ** 1.5;
    const g = (t: number) => t + (a * t ** 2) / 3 + (a ** 2 * t ** 3) / 27 + a / 6;
    const t = quantileOfT(0.95, 200 / ((100 * 96_059_700) / 9_900 ** 2 - 1));
    expect(g(-low / standardError)).toBeCloseTo(t, 9);
    expect(g(-high / standardError)).toBeCloseTo(-t, 9);
  });

  it('reckons with parts that did not happen to be there, up to what one row could do', () => {
    const sample = { rows: 100, unseen: { square: 300, cube: 27_000, fourth: 2_430_000 } };
    const { low, high, standardError } = estimateWithin(0, (row) => (row % 2) * 2 - 1, sample, 0.9);
    expect(standardError).toBeCloseTo(Math.sqrt(100 / 99) / 10, 12);
    // The square is 400 in all, the skewness at most 1, the degrees at least 2.
    const g = (t: number) => t + t ** 2 / 3 + t ** 3 / 27 + 1 / 6;
    expect(g(-low / (2 * standardError))).toBeCloseTo(quantileOfT(0.95, 2), 9);
    expect(g(-high / (2 * standardError))).toBeCloseTo(-quantileOfT(0.95, 2), 9);
  });

  it('is wider with more confidence', () => {
    const widthAt = (confidence: number) => {
      const { low, high } = estimateWithin(0, (row) => parts[row]!, { rows: 4 }, confidence);
      return high - low;
    };
    expect(widthAt(0.99)).toBeGreaterThan(widthAt(0.9));
  });

  it('counts the rows of a customer as one: twice the same rows say no more', () => {
    const once = estimateWithin(0, (row) => parts[row]!, { rows: 4 }, 0.9);
    const cluster = Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3);
    const twice = estimateWithin(0, (row) => parts[row >> 1]!, { rows: 8, cluster }, 0.9);
    expect(twice.standardError).toBeCloseTo(once.standardError, 12);
    expect(twice.low).toBeCloseTo(once.low, 12);
  });

  /** Exact: every number of clicks with its binomial chance. The plain 1.645 standard errors cover 0.63, 0.86 and 0.90. */
  it.each([0.0005, 0.0025, 0.01])('holds a click rate of %d over 2,000 rows in nine of ten cases', (rate) => {
    const rows = 2_000;
    const every = new Float64Array(rows).fill(1);
    let covered = 0;
    let chance = (1 - rate) ** rows;
    for (let clicks = 0; clicks < 60; clicks += 1) {
      const reward = Float64Array.from({ length: rows }, (_, row) => Number(row < clicks));
      const { low, high } = evaluatePolicy({ reward, loggingChance: every, evaluationChance: every }).ips;
      if (low <= rate && rate <= high) covered += chance;
      chance *= ((rows - clicks) / (clicks + 1)) * (rate / (1 - rate));
    }
    expect(covered).toBeGreaterThan(0.9);
  });
});
