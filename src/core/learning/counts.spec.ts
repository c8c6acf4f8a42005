import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import { fadedBy, moveCounts, seenAs, type DatedCounts } from './counts.js';

const HALF_LIFE_MS = 1_000;
const someSeen = fc
  .tuple(fc.boolean(), fc.boolean(), realBetween(0, 1), fc.integer({ min: 1, max: 10_000 }))
  .map(([isFirst, isAccepted, propensity, at]) => seenAs({ isFirst, isAccepted }, propensity, at));
const add = (all: readonly DatedCounts[]) =>
  all.reduce<DatedCounts | undefined>((known, seen) => moveCounts(known, seen, HALF_LIFE_MS), undefined)!;

describe('what was seen of an offer', () => {
  it('is an impression with its promise, an acceptance, or both', () => {
    expect(seenAs({ isFirst: true, isAccepted: false }, 0.3, 5)).toEqual({
      impressions: 1,
      accepts: 0,
      expected: 0.3,
      at: 5,
    });
    expect(seenAs({ isFirst: false, isAccepted: true }, 0.3, 5)).toEqual({
      impressions: 0,
      accepts: 1,
      expected: 0,
      at: 5,
    });
    expect(seenAs({ isFirst: true, isAccepted: true }, 0.3, 5)).toMatchObject({ impressions: 1, accepts: 1 });
  });

  it('comes to the same in whatever order it comes', () => {
    fc.assert(
      fc.property(fc.array(someSeen, { minLength: 1, maxLength: 20 }), fc.integer(), (all, seed) => {
        const shuffled = all
          .map((seen, i) => [Math.imul(seed + i, 0x9e3779b1) >>> 0, seen] as const)
          .sort(([a], [b]) => a - b)
          .map(([, seen]) => seen);
        const [one, other] = [add(all), add(shuffled)];
        expect(one.at).toBe(other.at);
        expect(one.impressions).toBeCloseTo(other.impressions, 9);
        expect(one.accepts).toBeCloseTo(other.accepts, 9);
        expect(one.expected).toBeCloseTo(other.expected, 9);
      }),
    );
  });

  it('counts half after a half-life, and no more than it was before', () => {
    expect(fadedBy(500, 1_500, HALF_LIFE_MS)).toBe(0.5);
    expect(fadedBy(1_500, 500, HALF_LIFE_MS)).toBe(1);
    const old = { impressions: 8, accepts: 4, expected: 2, at: 0 };
    const seen = { impressions: 1, accepts: 1, expected: 0.5, at: 2_000 };
    expect(moveCounts(old, seen, HALF_LIFE_MS)).toEqual({ impressions: 3, accepts: 2, expected: 1, at: 2_000 });
  });
});
