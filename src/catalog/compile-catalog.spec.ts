import { describe, expect, it } from '@jest/globals';
import { anOffer } from '../../test/support/catalog.js';
import { checkCatalog } from './check-catalog.js';
import { compileCatalog } from './compile-catalog.js';

const circle = (lat: number) => ({ circle: { lat, lng: 13.4, radiusMetres: 50 } });

describe('a catalog file', () => {
  it('a zone that is called like the area of an offer stays the zone', () => {
    const checked = checkCatalog({
      zones: [{ id: 'offer:cake', name: 'Square', area: circle(52.5) }],
      offers: [
        anOffer('cake', { where: { area: circle(48) } }),
        anOffer('rolls', { where: { zones: ['offer:cake'] } }),
      ],
    });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const { offers, zones } = compileCatalog(checked.file, 'v');
    expect(offers.map((offer) => offer.zones.map((ordinal) => zones[ordinal]!.area))).toEqual([
      [circle(48)],
      [circle(52.5)],
    ]);
  });
});
