import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Sighting } from '../types/decision.js';
import type { Owner } from '../types/ids.js';
import type { DecisionRecord } from './decision-record.js';
import { packSightings } from './pack-sightings.js';
import { unpackFor } from './unpack-for.js';

const sighting = fc.record(
  {
    ordinal: fc.nat({ max: 1_500 }),
    source: fc.constantFrom('nearby' as const, 'affinity' as const, 'everywhere' as const),
    inside: fc.boolean(),
    exactEnough: fc.boolean(),
    distanceBand: fc.nat({ max: 8 }),
    towards: fc.boolean(),
  },
  { requiredKeys: ['ordinal', 'source', 'inside', 'exactEnough'] },
);
const sightings = fc.uniqueArray(sighting, { selector: ({ ordinal }) => ordinal, maxLength: 20 });

function packed(seen: readonly Sighting[]): DecisionRecord['input'] {
  const situation = { moment: ['strolling', 1, 60], zones: {}, sightings: packSightings(seen) };
  return { situation, profile: { offers: {} } } as unknown as DecisionRecord['input'];
}

it('finds the one offer among all that were in sight', () => {
  fc.assert(
    fc.property(sightings, (seen) => {
      for (const one of seen)
        expect(unpackFor(packed(seen), {} as Owner, { ordinal: one.ordinal, zones: [] }).sighting).toEqual(one);
    }),
  );
});

it('of an offer that was in no way in reach tells it as fallbacks are', () => {
  fc.assert(
    fc.property(sightings, fc.nat({ max: 1_500 }), (all, ordinal) => {
      const seen = all.filter((one) => one.ordinal !== ordinal);
      const told = unpackFor(packed(seen), {} as Owner, { ordinal, zones: [1] }).sighting;
      expect(told).toEqual({ ordinal, source: 'everywhere', inside: false, exactEnough: true });
    }),
  );
});
