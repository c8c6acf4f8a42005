import { describe, expect, it } from '@jest/globals';
import {
  ALEXANDERPLATZ,
  catalogOf,
  circleZone,
  HOUR,
  movedBy,
  offerOf,
  offersIn,
  zonesIn,
} from '../../test/support/builders.js';

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
  const zonesOf = (id: string) => catalog.offerById(id)!.zones.map((ordinal) => catalog.zone(ordinal).id);

  it('gives an area of an offer a zone of its own, with the category of the place', () => {
    expect(offersIn(catalog).map(({ id }) => zonesOf(id))).toEqual([
      [],
      ['tower', 'square'],
      ['offer/own'],
      ['square', 'offer/both'],
    ]);
    expect(zonesIn(catalog).find(({ id }) => (id as string) === 'offer/own')!.category).toBe('cafe');
  });

  it('knows the offers of each zone and those for everywhere', () => {
    const offersOf = (zone: string) =>
      Array.from(
        catalog.offersOfZone(zonesIn(catalog).findIndex(({ id }) => (id as string) === zone)),
        (ordinal) => catalog.offer(ordinal).id,
      );
    expect([offersOf('square'), offersOf('tower'), offersOf('offer/own')]).toEqual([
      ['named', 'both'],
      ['named'],
      ['own'],
    ]);
    expect(Array.from(catalog.everywhere, (ordinal) => catalog.offer(ordinal).id)).toEqual(['anywhere']);
  });

  it('numbers offers and zones by their place in it', () => {
    expect(offersIn(catalog).map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
    expect(zonesIn(catalog).map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
  });

  it('counts caps in milliseconds', () => {
    const catalog = catalogOf([
      offerOf('o', {
        caps: [
          { limit: 2, per: 'day' },
          { limit: 5, per: { hours: 1.5 } },
        ],
      }),
    ]);
    expect(catalog.offer(0).caps).toEqual([
      { limit: 2, window: 'day' },
      { limit: 5, window: { windowMs: 1.5 * HOUR } },
    ]);
  });

  it('keeps a zone apart from the area of an offer, whatever its name', () => {
    const named = circleZone('offer:own', movedBy(ALEXANDERPLATZ, 5000, 0), 70);
    const catalog = catalogOf(
      [offerOf('own', { where: { area } }), offerOf('o', { where: { zones: ['offer:own'] } })],
      [named],
    );
    const extents = offersIn(catalog).map((offer) => catalog.extentMetresOf(offer.zones[0]!));
    expect(extents).toEqual([100, 70]);
  });
});
