import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import { explore, seededRandom } from './explore.js';

describe('seeded chance', () => {
  it('is the same again for the same seed, and another for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(2 ** 32 + 7)).toEqual(draw(7));
  });

  it('is spread evenly over 0 to 1, along a stream and over the first draws of many seeds', () => {
    const stream = seededRandom(1);
    for (const draw of [stream, (_: unknown, seed: number) => seededRandom(seed)()]) {
      const counts = new Array<number>(10).fill(0);
      for (const value of Array.from({ length: 10_000 }, draw)) counts[Math.floor(value * 10)]! += 1;
      // Chi-square with 9 degrees of freedom: above 27.9 once in a thousand.
      expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
    }
  });
});

describe('exploration', () => {
  it('gives each option its probability; they sum to 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), realBetween(0, 1), fc.integer(), (count, epsilon, seed) => {
        const { index, probabilities } = explore(count, epsilon, seededRandom(seed));
        expect(probabilities).toHaveLength(count);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(probabilities[index]).toBeGreaterThan(0);
        expect(probabilities.slice(1).every((p) => p === epsilon / count)).toBe(true);
      }),
    );
  });

  it('of nothing draws nothing', () => expect(explore(0, 0.5, () => 0)).toEqual({ index: -1, probabilities: [] }));

  it('without epsilon always takes the best', () => {
    expect(Array.from({ length: 100 }, (_, seed) => explore(5, 0, seededRandom(seed)).index)).toEqual(
      Array(100).fill(0),
    );
  });
});
