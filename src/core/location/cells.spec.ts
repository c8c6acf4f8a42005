import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellToBoundary } from 'h3-js';
import { realBetween } from '../../../test/support/arbitraries.js';
import { ALEXANDERPLATZ, fixOf } from '../../../test/support/builders.js';
import { blurFix, cellOf, centreOf, COARSE_RESOLUTION } from './cells.js';
import { distanceMetres } from './geometry.js';

describe('a blurred fix', () => {
  const coordinates = fc.record({
    lat: realBetween(-90, 90),
    lng: realBetween(-180, 180),
  });

  it('is the centre of its coarse cell, whatever the place in it, and says how far off it may be', () => {
    fc.assert(
      fc.property(coordinates, (point) => {
        const blurred = blurFix(fixOf(point));
        const { lat, lng } = centreOf(cellOf(point, COARSE_RESOLUTION));
        expect([blurred.lat, blurred.lng]).toEqual([lat, lng]);
        expect(distanceMetres(blurred, point)).toBeLessThanOrEqual(blurred.accuracyMetres);
      }),
    );
  });

  it('says so in the widest cells of the earth too, which lie far from the corners of the grid', () => {
    const cell = cellOf({ lat: 4.518, lng: 137.906 }, COARSE_RESOLUTION);
    for (const [lat, lng] of cellToBoundary(cell)) {
      const { accuracyMetres } = blurFix(fixOf(centreOf(cell)));
      expect(distanceMetres(centreOf(cell), { lat, lng })).toBeLessThanOrEqual(accuracyMetres);
    }
  });

  it('keeps neither speed nor heading, from which the way could be drawn', () => {
    const blurred = blurFix(fixOf(ALEXANDERPLATZ, { speedMps: 3, headingDeg: 10, activity: 'walking', mock: true }));
    expect(blurred).not.toHaveProperty('speedMps');
    expect(blurred).not.toHaveProperty('headingDeg');
    expect(blurred).toMatchObject({ activity: 'walking', mock: true });
  });

  it('does not become more exact than it was', () => {
    expect(blurFix(fixOf(ALEXANDERPLATZ, { accuracyMetres: 3000 })).accuracyMetres).toBe(3000);
  });
});
