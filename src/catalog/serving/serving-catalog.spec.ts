import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gridDisk } from 'h3-js';
import { realBetween } from '../../../test/support/arbitraries.js';
import { goFrom } from '../../../test/support/earth.js';
import type { CatalogFile, CatalogOffer, Zone as ContractZone } from '../../contract/catalog.js';
import { catalogFile } from '../../contract/catalog.js';
import { cellOf, COARSE_RESOLUTION } from '../../core/location/cells.js';
import { extentMetresOf, isInsideArea } from '../../core/location/zones.js';
import type { Area, Point } from '../../core/types/offer.js';
import { compileCatalog } from '../compile-catalog.js';
import { compileOffer } from '../compile-offer.js';
import { toArea } from './named-zones.js';

// What the index answers from its columns is held against the file itself, gone through from end to end.

const CATEGORIES = ['coffee', 'bar', 'clinic', 'constructor'];
/** Where grids and longitudes are apt to break, and a city. */
const CENTRES: readonly Point[] = [
  { lat: 52.52, lng: 13.4 },
  { lat: 0, lng: 179.999 },
  { lat: 65, lng: -180 },
  { lat: 89.99, lng: 30 },
  { lat: -90, lng: 0 },
];

const somewhere = fc
  .tuple(fc.constantFrom(...CENTRES), realBetween(0, 6.28), realBetween(0, 3_000))
  .map(([centre, bearing, metres]) => goFrom(centre, bearing, metres));
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const someArea: fc.Arbitrary<ContractZone['area']> = fc
  .tuple(somewhere, fc.constantFrom(10, 333.25, 1_999, 2_001, 15_000, 60_000), fc.boolean())
  .map(([centre, radiusMetres, isCircle]) =>
    isCircle ? { circle: { ...centre, radiusMetres } } : squareOf(centre, radiusMetres),
  );
const someId = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const someZone = fc.record({
  id: someId,
  name: someId,
  category: maybe(fc.constantFrom(...CATEGORIES)),
  area: someArea,
});

const someOffer = fc.record({
  id: someId,
  category: fc.constantFrom(...CATEGORIES),
  place: maybe(fc.tuple(somewhere, maybe(fc.constantFrom(...CATEGORIES)))),
  area: maybe(someArea),
  zones: fc.array(fc.nat(9), { maxLength: 3 }),
  fansWithinMetres: maybe(fc.constantFrom(0, 300.5, 2_000)),
  valueMinor: fc.nat(1_000),
  validTo: maybe(fc.constantFrom(1_000, 2_000)),
});

const someFile: fc.Arbitrary<CatalogFile> = fc
  .tuple(
    fc.uniqueArray(someZone, { selector: ({ id }) => id, maxLength: 6 }),
    fc.uniqueArray(someOffer, { selector: ({ id }) => id, maxLength: 12 }),
  )
  .map(([zones, offers]) => ({ zones, offers: offers.map((offer) => toOffer(offer, zones)) }));

describe('a catalog over its columns', () => {
  it('answers as the file itself would', () => {
    fc.assert(
      fc.property(someFile, fc.array(somewhere, { minLength: 3, maxLength: 6 }), (file, points) => {
        const catalog = compileCatalog(file, 'v');
        expect([catalog.offerCount, catalog.version]).toEqual([file.offers.length, 'v']);
        const plain = plainOf(file);
        expect(catalog.zoneCount).toBe(plain.zones.length);
        plain.zones.forEach((zone, ordinal) => {
          expect(catalog.zone(ordinal)).toEqual(zone);
          expect(catalog.ownerOf(ordinal)).toBe(plain.owners[ordinal]);
          expect(catalog.categoryOfZone(ordinal)).toBe(zone.category);
          expect(Array.from(catalog.offersOfZone(ordinal))).toEqual(
            plain.offers.filter(({ zones }) => zones.includes(ordinal)).map(({ ordinal: offer }) => offer),
          );
          for (const point of points) {
            expect(catalog.isInside(ordinal, point)).toBe(isInsideArea(point, zone.area));
            if (isInsideArea(point, zone.area)) expect(catalog.zonesNear(point)).toContain(ordinal);
          }
        });
        for (const offer of plain.offers) {
          expect(catalog.offer(offer.ordinal)).toEqual(offer);
          expect(catalog.offer(offer.ordinal)).toBe(catalog.offerById(offer.id));
          expect(catalog.hasOffer(`${offer.id}?`)).toBe(file.offers.some(({ id }) => id === `${offer.id}?`));
          expect(catalog.categoryOf(offer.ordinal)).toBe(offer.category);
          expect(catalog.promiseOf(offer.ordinal)).toBe(offer.valueMinor * offer.lever);
          expect(catalog.isValidAt(offer.ordinal, 1_000)).toBe(offer.validTo === undefined || offer.validTo > 1_000);
          if (offer.place) expect(offer.place).toMatchObject(catalog.placeOf(offer.ordinal)!);
          else expect(catalog.placeOf(offer.ordinal)).toBeUndefined();
        }
        const everywhere = plain.offers.filter(({ zones }) => zones.length === 0);
        everywhere.sort((a, b) => b.valueMinor - a.valueMinor || a.ordinal - b.ordinal);
        expect(Array.from(catalog.everywhere)).toEqual(everywhere.map(({ ordinal }) => ordinal));
        for (const category of [...CATEGORIES, 'none']) {
          const alike = everywhere.filter((offer) => offer.category === category);
          expect(Array.from(catalog.everywhereIn(category))).toEqual(alike.map(({ ordinal }) => ordinal));
        }
        const forFans = plain.offers.filter(({ place, fansWithinMetres }) => place && fansWithinMetres);
        expect(catalog.hasOffersForFans).toBe(forFans.length > 0);
        for (const cell of points.flatMap((point) => gridDisk(cellOf(point, COARSE_RESOLUTION), 1))) {
          const fans = forFans.filter(({ place }) => cellOf(place!, COARSE_RESOLUTION) === cell);
          expect(Array.from(catalog.offersForFansAt(cell))).toEqual(fans.map(({ ordinal }) => ordinal));
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** The same, without an index. */
function plainOf(file: CatalogFile) {
  const zones = file.zones.map((zone, ordinal) => zoneOf(ordinal, zone.id, zone.name, zone.category, false, zone.area));
  const owners = zones.map(() => -1);
  const offers = file.offers.map((offer, ordinal) => {
    const listed = (offer.where?.zones ?? []).map((id) => file.zones.findIndex((zone) => zone.id === id));
    if (offer.where?.area) {
      listed.push(zones.length);
      zones.push(zoneOf(zones.length, `offer/${offer.id}`, offer.name, offer.place?.category, true, offer.where.area));
      owners.push(ordinal);
    }
    return compileOffer(offer, ordinal, listed, undefined);
  });
  return { zones, owners, offers };
}

function zoneOf(
  ordinal: number,
  id: string,
  name: string,
  category: string | undefined,
  ofOneOffer: boolean,
  given: ContractZone['area'],
) {
  const area: Area = toArea(given);
  return { ordinal, id, name, category, ofOneOffer, area, extentMetres: extentMetresOf(area) };
}

type SomeOffer = typeof someOffer extends fc.Arbitrary<infer T> ? T : never;

function toOffer(some: SomeOffer, zones: readonly ContractZone[]): CatalogOffer {
  const ids = zones.length === 0 ? [] : [...new Set(some.zones.map((n) => zones[n % zones.length]!.id))];
  const hasWhere = some.area !== undefined || ids.length > 0;
  const [point, category] = some.place ?? [];
  const texts = { de: { neutral: { title: 'Kaffee', body: 'Heiß' } } };
  const { offers } = catalogFile.parse({
    offers: [
      {
        id: 'o',
        name: 'n',
        category: 'coffee',
        valueMinor: some.valueMinor,
        treatments: [{ id: 't', attentionSeconds: 1, texts }],
      },
    ],
  });
  return JSON.parse(
    JSON.stringify({
      ...offers[0]!,
      id: some.id,
      category: some.category,
      place: point && { ...point, category },
      where: hasWhere
        ? { area: some.area, zones: ids.length > 0 ? ids : undefined, fansWithinMetres: some.fansWithinMetres }
        : undefined,
      validTo: some.validTo,
    }),
  ) as CatalogOffer;
}

function squareOf(centre: Point, half: number): ContractZone['area'] {
  const corners = [0.8, 2.4, 3.9, 5.5].map((bearing) => goFrom(centre, bearing, half));
  const ring = [...corners, corners[0]!].map(({ lng, lat }): [number, number] => [lng, lat]);
  return { polygon: { type: 'Polygon', coordinates: [ring] } };
}
