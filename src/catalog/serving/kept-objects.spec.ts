import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptObjects } from './kept-objects.js';

const keptOf = (sizes: number[], most: number) => new KeptObjects<{ n: number }>(Uint32Array.from(sizes), most);

describe('kept objects', () => {
  it('are never more than there is room for, but one, and always those that were put there', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(11)), fc.integer({ min: 1, max: 120 }), (given, asked, most) => {
        const kept = keptOf(given, most);
        for (const one of asked) {
          const n = one % given.length;
          expect((kept.get(n) ?? kept.keep(n, { n })).n).toBe(n);
          const there = given.map((_, i) => i).filter((i) => kept.get(i) !== undefined);
          const bytes = there.reduce((sum, i) => sum + given[i]!, 0);
          expect(bytes <= most || there.length === 1).toBe(true);
          expect(there).toContain(n);
        }
      }),
    );
  });

  it('stay when they were asked for since, and go when they were not', () => {
    const kept = keptOf([1, 1, 1, 1], 3);
    for (const n of [0, 1, 2]) kept.keep(n, { n });
    kept.get(0);
    kept.keep(3, { n: 3 });
    expect([0, 1, 2, 3].map((n) => kept.get(n)?.n)).toEqual([0, undefined, 2, 3]);
  });
});
