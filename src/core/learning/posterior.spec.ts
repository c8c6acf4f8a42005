import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import type { Counts } from '../types/learned.js';
import { learnedFrom, moveBy, posteriorMean, type Start } from './posterior.js';

const START: Start = { propensity: 0.2, evidence: 20 };
const countsOf = (impressions: number, accepts: number, expected: number) => ({ impressions, accepts, expected });

const someStart = fc.record({ propensity: realBetween(0, 1), evidence: realBetween(1, 1_000) });
const someCounts = fc
  .tuple(realBetween(0.01, 50_000), realBetween(0, 1), realBetween(0, 1))
  .map(([n, accepted, promised]) => countsOf(n, n * accepted, n * promised));

const blend = (base: number, isScored: boolean, start: Start, counts: Counts) =>
  moveBy(base, learnedFrom(start, isScored, counts));

describe('a propensity with what was learnt', () => {
  it('without anything seen is what it was, to the last bit', () => {
    fc.assert(fc.property(realBetween(0, 1), (base) => expect(moveBy(base, undefined)).toBe(base)));
  });

  it('is always a probability, whatever was seen', () => {
    fc.assert(
      fc.property(realBetween(0, 1), fc.boolean(), someStart, someCounts, (base, isScored, start, counts) => {
        const blended = blend(base, isScored, start, counts);
        expect(blended).toBeGreaterThan(0);
        expect(blended).toBeLessThan(1);
      }),
    );
  });

  it('of an offer without a model is the posterior', () => {
    fc.assert(
      fc.property(realBetween(0.01, 0.99), realBetween(1, 500), someCounts, (propensity, evidence, counts) => {
        const start = { propensity, evidence };
        const mean = Math.min(1 - 1e-6, Math.max(1e-6, posteriorMean(start, counts.impressions, counts.accepts)));
        expect(blend(propensity, false, start, counts)).toBeCloseTo(mean, 9);
        // Held against what it promised itself it comes to the same.
        const expected = counts.impressions * propensity;
        expect(blend(propensity, true, start, { ...counts, expected })).toBeCloseTo(mean, 9);
      }),
    );
  });

  it('of a model that was right stays as it is', () => {
    expect(blend(0.37, true, START, countsOf(400, 100, 100))).toBeCloseTo(0.37, 12);
  });

  it('of a model that promised too much comes down to the level that was observed', () => {
    // 30 % promised, 10 % accepted.
    expect(blend(0.3, true, START, countsOf(10_000, 1_000, 3_000))).toBeCloseTo(0.1, 2);
  });

  it('moves further the more was seen, and never past what was observed', () => {
    const blended = [1, 10, 100, 1_000, 10_000].map((n) => blend(0.2, false, START, countsOf(n, 0.5 * n, 0.2 * n)));
    expect(blended).toEqual([...blended].sort((a, b) => a - b));
    expect(blended.at(-1)!).toBeLessThan(0.5);
    expect(blended.at(-1)!).toBeGreaterThan(0.49);
  });
});
