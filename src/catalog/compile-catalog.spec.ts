import { describe, expect, it } from '@jest/globals';
import { ALEXANDERPLATZ, catalogOf, circleZone, HOUR, movedBy, offerOf } from '../../test/support/builders.js';

const area = { circle: { ...ALEXANDERPLATZ, radiusMetres: 100 } };
const square = circleZone('square', ALEXANDERPLATZ, 300, 'square');
const tower = circleZone('tower', movedBy(ALEXANDERPLATZ, 200, 0), 50);

describe('a compiled catalog', () => {
  const catalog = catalogOf(
    [
      offerOf('anywhere'),
      offerOf('named', { where: { zones: ['tower', 'square'] } }),
      offerOf('own', { where: { area }, place: { ...ALEXANDERPLATZ, category: 'cafe' } }),
      offerOf('both', { where: { area, zones: ['square'] } }),
    ],
    [square, tower],
  );
  const zonesOf = (id: string) => catalog.offerById.get(id)!.zones.map((ordinal) => catalog.zones[ordinal]!.id);

  it('gives an area of an offer a zone of its own, with the category of the place', () => {
    expect(catalog.offers.map(({ id }) => zonesOf(id))).toEqual([
      [],
      ['tower', 'square'],
      ['offer/own'],
      ['square', 'offer/both'],
    ]);
    expect(catalog.zones.find(({ id }) => (id as string) === 'offer/own')!.category).toBe('cafe');
  });

  it('knows the offers of each zone and those for everywhere', () => {
    const offersOf = (zone: string) =>
      catalog.offersByZone[catalog.zones.findIndex(({ id }) => (id as string) === zone)]!.map(
        (ordinal) => catalog.offers[ordinal]!.id,
      );
    expect([offersOf('square'), offersOf('tower'), offersOf('offer/own')]).toEqual([
      ['named', 'both'],
      ['named'],
      ['own'],
    ]);
    expect(catalog.everywhere.map((ordinal) => catalog.offers[ordinal]!.id)).toEqual(['anywhere']);
  });

  it('numbers offers and zones by their place in it', () => {
    expect(catalog.offers.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
    expect(catalog.zones.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
  });

  it('counts caps in milliseconds', () => {
    const { offers } = catalogOf([
      offerOf('o', {
        caps: [
          { limit: 2, per: 'day' },
          { limit: 5, per: { hours: 1.5 } },
        ],
      }),
    ]);
    expect(offers[0]!.caps).toEqual([
      { limit: 2, window: 'day' },
      { limit: 5, window: { windowMs: 1.5 * HOUR } },
    ]);
  });

  it('keeps a zone apart from the area of an offer, whatever its name', () => {
    const named = circleZone('offer:own', movedBy(ALEXANDERPLATZ, 5000, 0), 70);
    const { offers, zones } = catalogOf(
      [offerOf('own', { where: { area } }), offerOf('o', { where: { zones: ['offer:own'] } })],
      [named],
    );
    const extents = offers.map((offer) => zones[offer.zones[0]!]!.extentMetres);
    expect(extents).toEqual([100, 70]);
  });
});
