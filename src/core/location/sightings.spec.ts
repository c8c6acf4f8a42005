import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import {
  ALEXANDERPLATZ,
  catalogOf,
  circleZone,
  fixOf,
  movedBy,
  NOON,
  offerOf,
  policy,
} from '../../../test/support/builders.js';
import type { Fix } from '../types/fix.js';
import type { Rates } from '../types/facts.js';
import type { Catalog } from '../types/offer.js';
import { distanceMetres } from './geometry.js';
import { findSightings, type SightingRequest } from './sightings.js';

const place = (east: number, north = 0) => ({ ...movedBy(ALEXANDERPLATZ, east, north) });
const around = (east: number) => ({ circle: { ...place(east), radiusMetres: 100 } });

function seeAt(catalog: Catalog, fix: Fix | undefined, affinity: Rates, change: Partial<SightingRequest>) {
  const zonesNear = fix ? catalog.zonesNear(fix) : [];
  const zonesInside = new Set(zonesNear.filter((zone) => catalog.isInside(zone, fix!)));
  return findSightings({ fix, now: NOON, zonesNear, zonesInside, affinity, catalog, policy, ...change });
}

function sightingsAt(
  catalog: Catalog,
  fix: Fix | undefined,
  affinity: Rates = {},
  change: Partial<SightingRequest> = {},
) {
  return seeAt(catalog, fix, affinity, change).sightings;
}

describe('offers in sight', () => {
  const shop = { id: 'shop', area: { circle: { ...ALEXANDERPLATZ, radiusMetres: 200 } } };
  const catalog = catalogOf([
    offerOf('anywhere'),
    offerOf('here', { where: { area: shop.area }, place: place(60) }),
    offerOf('liked', { where: { area: around(1000), fansWithinMetres: 1500 }, place: place(1000) }),
    offerOf('far', { where: { area: around(9000), fansWithinMetres: 1500 }, place: place(9000) }),
  ]);

  it('without a position are those for everywhere', () => {
    expect(sightingsAt(catalog, undefined, { coffee: 1 })).toEqual([
      { ordinal: 0, source: 'everywhere', inside: true, exactEnough: true },
    ]);
  });

  it('with a position are those around, with the band of their distance', () => {
    const [everywhere, here] = sightingsAt(catalog, fixOf(ALEXANDERPLATZ));
    expect(everywhere).toEqual({ ordinal: 0, source: 'everywhere', inside: true, exactEnough: true });
    expect(here).toEqual({ ordinal: 1, source: 'nearby', inside: true, exactEnough: true, distanceBand: 1 });
  });

  it('are found by fondness in reach, and not below the minimum', () => {
    const ordinalsWith = (affinity: Rates) =>
      sightingsAt(catalog, fixOf(ALEXANDERPLATZ), affinity)
        .filter(({ source }) => source === 'affinity')
        .map(({ ordinal }) => ordinal);
    expect(ordinalsWith({ coffee: policy.affinity.minimum })).toEqual([2]);
    expect(ordinalsWith({ coffee: policy.affinity.minimum - 0.01, bar: 0.9 })).toEqual([]);
  });

  it.each<[string, number | undefined, boolean | undefined]>([
    ['unknown', undefined, undefined],
    ['straight to it', 90, true],
    ['roughly to it', 160, true],
    ['sideways', 180, undefined],
    ['away from it', 270, false],
  ])('with a heading %s', (_name, headingDeg, towards) => {
    const here = sightingsAt(catalog, fixOf(ALEXANDERPLATZ), {}, { headingDeg }).find(({ ordinal }) => ordinal === 1);
    expect(here!.towards).toBe(towards);
  });
});

describe('an offer that holds in several zones', () => {
  const [kiosk, square, away] = [
    circleZone('kiosk', ALEXANDERPLATZ, 40),
    circleZone('square', ALEXANDERPLATZ, 400),
    circleZone('away', place(700), 300),
  ];
  const rough = fixOf(ALEXANDERPLATZ, { accuracyMetres: 100 });

  it.each([
    [['kiosk', 'square'], { inside: true, exactEnough: true }],
    [['square', 'kiosk'], { inside: true, exactEnough: true }],
    [['kiosk', 'away'], { inside: true, exactEnough: false }],
    [['away', 'kiosk'], { inside: true, exactEnough: false }],
    [['away', 'square'], { inside: true, exactEnough: true }],
  ])('%j is judged by the zone that speaks for it best', (zones, verdict) => {
    const given = [kiosk, square, away].sort((a, b) => zones.indexOf(a!.id) - zones.indexOf(b!.id));
    const catalog = catalogOf([offerOf('o', { where: { zones } })], given as never);
    const { inside, exactEnough } = sightingsAt(catalog, rough)[0]!;
    expect({ inside, exactEnough }).toEqual(verdict);
  });
});

describe('offers for those who are fond of the category', () => {
  it.each([500, 1500, 2000])('are found wherever they lie within %d m', (fansWithinMetres) => {
    const anywhere = fc.record({
      lat: realBetween(-70, 70),
      lng: realBetween(-179, 179),
    });
    const spot = realBetween(-1, 1);
    fc.assert(
      fc.property(anywhere, spot, spot, (point, east, north) => {
        const shop = movedBy(point, east * fansWithinMetres, north * fansWithinMetres);
        const area = { circle: { lat: 80, lng: 0, radiusMetres: 10 } };
        const catalog = catalogOf([offerOf('o', { where: { area, fansWithinMetres }, place: shop })]);
        const found = sightingsAt(catalog, fixOf(point), { coffee: 1 });
        expect(found).toHaveLength(distanceMetres(point, shop) <= fansWithinMetres ? 1 : 0);
      }),
      { numRuns: 200 },
    );
  });

  it('are not found beyond their area where the offer does not ask for it', () => {
    const area = { circle: { ...place(700), radiusMetres: 100 } };
    const catalog = catalogOf([offerOf('o', { where: { area }, place: place(700) })]);
    expect(sightingsAt(catalog, fixOf(ALEXANDERPLATZ), { coffee: 1 }).filter(({ inside }) => inside)).toEqual([]);
  });
});
