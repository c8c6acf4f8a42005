import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allot, holds, widthOf, type Band } from './bands.js';
import { BUCKETS, bucketOf } from './bucket.js';

const buckets = (bands: readonly Band[]) => {
  const all: number[] = [];
  for (const [from, to] of bands) for (let bucket = from; bucket < to; bucket += 1) all.push(bucket);
  return all;
};
const share = fc.integer({ min: 0, max: BUCKETS });

describe('buckets', () => {
  it('part customers evenly, whatever they are called', () => {
    for (const name of [
      (i: number) => `customer-${i}`,
      (i: number) => String(i),
      (i: number) => `${i}`.padStart(32, '0'),
    ]) {
      const counts = new Array<number>(10).fill(0);
      for (let i = 0; i < 20_000; i += 1) counts[Math.floor(bucketOf(name(i)) / 1000)]! += 1;
      for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
    }
  });

  it('never change', () => {
    expect(['anna', 'bernd', ''].map(bucketOf)).toEqual([bucketOf('anna'), bucketOf('bernd'), bucketOf('')]);
    expect(['anna', 'bernd', 'customer-1'].map(bucketOf)).toMatchInlineSnapshot(`
     [
       6525,
       7879,
       1816,
     ]
    `);
  });
});

describe('bands', () => {
  it('have the width that was asked for, and nobody else’s buckets', () => {
    fc.assert(
      fc.property(share, share, share, (first, second, next) => {
        const others = allot([], [], first)!;
        const own = allot([], others, Math.min(second, BUCKETS - first))!;
        const grown = allot(own, others, Math.min(next, BUCKETS - first))!;
        expect(widthOf(grown)).toBe(Math.min(next, BUCKETS - first));
        const taken = new Set(buckets(others));
        expect(buckets(grown).some((bucket) => taken.has(bucket))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('keep who is in while they grow, and take in nobody new while they shrink', () => {
    fc.assert(
      fc.property(share, share, share, (other, before, after) => {
        const others = allot([], [], Math.floor(other / 2))!;
        const room = BUCKETS - widthOf(others);
        const own = allot([], others, Math.min(before, room))!;
        const next = allot(own, others, Math.min(after, room))!;
        const [smaller, larger] = widthOf(own) <= widthOf(next) ? [own, next] : [next, own];
        expect(buckets(smaller).every((bucket) => holds(larger, bucket))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('are refused where there is no room', () => {
    expect(allot([], [[0, 6_000]], 4_001)).toBeUndefined();
    expect(allot([], [[0, 6_000]], 4_000)).toEqual([[6_000, 10_000]]);
    expect(allot([[0, 100]], [[100, 200]], 300)).toEqual([
      [0, 100],
      [200, 400],
    ]);
  });
});
