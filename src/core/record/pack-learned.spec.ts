import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import type { Learned } from '../types/learned.js';
import { asRecorded, packLearned, unpackLearned } from './pack-learned.js';

const someLearned = fc
  .tuple(realBetween(0, 20), realBetween(-20, 20))
  .map(([doublings, shift]): Learned => ({ impressions: 2 ** doublings - 1, shift }));

describe('what was learnt, as the record keeps it', () => {
  it('comes back to the last bit, each row in its place', () => {
    const someRows = fc.array(fc.option(someLearned, { nil: undefined, freq: 3 }), { maxLength: 200 });
    fc.assert(
      fc.property(someRows, (given) => {
        const rows = given.map((learned) => ({ learned: learned && asRecorded(learned) }));
        const back = unpackLearned(packLearned(rows)) ?? [];
        expect(rows.map((_, row) => back[row])).toEqual(rows.map(({ learned }) => learned));
        expect(back.length).toBeLessThanOrEqual(rows.length);
      }),
    );
  });

  it('is close to what it was', () => {
    fc.assert(
      fc.property(realBetween(0.2, 50_000), realBetween(-15, 15), (impressions, shift) => {
        const recorded = asRecorded({ impressions, shift })!;
        expect(Math.abs((1 + recorded.impressions) / (1 + impressions) - 1)).toBeLessThan(0.1);
        expect(Math.abs(recorded.shift - shift)).toBeLessThanOrEqual(1 / 256);
      }),
    );
  });

  it('is nothing where next to nothing was seen, and takes three characters a row where something was', () => {
    expect(asRecorded({ impressions: 0, shift: 0 })).toBeUndefined();
    expect(asRecorded({ impressions: 0.05, shift: 1 })).toBeUndefined();
    expect(asRecorded({ impressions: 1, shift: 0 })).toEqual({ impressions: 1, shift: 0 });
    expect(asRecorded({ impressions: 1, shift: -0.001 })).toEqual({ impressions: 1, shift: 0 });
    expect(packLearned([{}, {}])).toBeUndefined();
    expect(unpackLearned(undefined)).toBeUndefined();
    const learned = asRecorded({ impressions: 90, shift: -0.4 })!;
    expect(packLearned(Array.from({ length: 64 }, () => ({ learned })))).toHaveLength(64 * 3);
    expect(packLearned([...Array.from({ length: 150 }, () => ({})), { learned }])).toHaveLength(3 * 2 + 3);
  });
});
