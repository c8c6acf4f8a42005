import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALEXANDERPLATZ, catalogOf, DAY, fixOf, NOON, offerOf, policyWith } from '../../../test/support/builders.js';
import type { Rates } from '../types/facts.js';
import type { Catalog } from '../types/offer.js';
import { findSightings } from './sightings.js';

const CATEGORIES = ['coffee', 'bar', 'books'];
const area = { circle: { ...ALEXANDERPLATZ, radiusMetres: 100 } };

const someOffer = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  // Few values, so that many are level.
  valueMinor: fc.integer({ min: 0, max: 5 }),
  isHere: fc.boolean(),
  isOver: fc.integer({ min: 0, max: 4 }).map((die) => die === 0),
});
const someAffinity = fc.dictionary(fc.constantFrom(...CATEGORIES), fc.constantFrom(0, 0.3, 0.7), {
  noNullPrototype: true,
});

function look(catalog: Catalog, affinity: Rates, most: number) {
  const fix = fixOf(ALEXANDERPLATZ);
  const zonesNear = catalog.zonesNear(fix);
  const zonesInside = new Set(zonesNear);
  const policy = policyWith({ candidates: { most } });
  return findSightings({ fix, now: NOON, zonesNear, zonesInside, affinity, catalog, policy });
}

describe('more offers in reach than a decision looks at', () => {
  it('leave those that promise most, and each of the others is counted', () => {
    fc.assert(
      fc.property(
        fc.array(someOffer, { minLength: 1, maxLength: 30 }),
        someAffinity,
        fc.integer({ min: 1, max: 35 }),
        (offers, affinity, most) => {
          const catalog = catalogOf(
            offers.map(({ category, valueMinor, isHere, isOver }, i) =>
              offerOf(`o${i}`, {
                category,
                valueMinor,
                ...(isHere ? { where: { area } } : {}),
                ...(isOver ? { validTo: NOON - DAY } : {}),
              }),
            ),
          );
          const { sightings, passedOver } = look(catalog, affinity, most);
          expect(sightings.length).toBeLessThanOrEqual(most);
          expect(sightings.length + passedOver).toBe(offers.length);
          const promise = (i: number) =>
            offers[i]!.isOver ? -1 : offers[i]!.valueMinor * (1 + (affinity[offers[i]!.category] ?? 0));
          const taken = sightings.map(({ ordinal }) => ordinal);
          const left = offers.map((_, i) => i).filter((i) => !taken.includes(i) && !offers[i]!.isOver);
          const worst = Math.min(...taken.map(promise));
          for (const i of left) expect(promise(i)).toBeLessThanOrEqual(worst + 1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are, of thousands for everywhere, the best alone', () => {
    const offers = Array.from({ length: 3_000 }, (_, i) => offerOf(`o${i}`, { valueMinor: i }));
    const { sightings, passedOver } = look(catalogOf(offers), {}, 50);
    expect(sightings.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 50 }, (_, i) => 2_999 - i));
    expect(passedOver).toBe(2_950);
  });
});
