import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import type { Polygon } from '../types/offer.js';
import { angleBetween, bearingDegrees, distanceMetres, isInsidePolygon } from './geometry.js';

/** Vincenty's inverse formula on the WGS 84 ellipsoid: metres and initial bearing. */
const VINCENTY: [lat1: number, lng1: number, lat2: number, lng2: number, metres: number, bearing: number][] = [
  [0, 9.45, 0, 9.46, 1113.195, 90],
  [0, 0, 0.01, 0, 1105.743, 0],
  [-13.83, -171.77, -13.84, -171.75, 2428.834, 117.101],
  [-23.55, -46.63, -23.5605, -46.6203, 1527.457, 139.583],
  [28.6139, 77.209, 28.6239, 77.219, 1478.069, 41.422],
  [-33.8688, 151.2093, -33.9688, 151.2593, 12017.173, 157.386],
  [40.7128, -74.006, 40.7228, -74.006, 1110.485, 0],
  [52.5219, 13.4132, 52.5074, 13.3318, 5756.798, 253.755],
  [52.52, 13.405, 48.1372, 11.5755, 504582.021, 195.67],
  [64.1466, -21.9426, 64.1566, -21.9126, 1836.941, 52.622],
  [-77.846, 166.676, -77.856, 166.776, 2601.99, 115.458],
  [78.2232, 15.6267, 78.2332, 15.6767, 1595.079, 45.553],
  [89.9, 0, 89.9, 90, 15795.91, 45],
  // Across the antimeridian, both ways.
  [16.5, 179.99, 16.5, -179.99, 2135.283, 89.997],
  [0, -179.995, 0, 179.995, 1113.195, 270],
];

describe('distance and bearing', () => {
  it.each(VINCENTY)('from %d, %d to %d, %d: %d m, %d degrees', (lat1, lng1, lat2, lng2, metres, bearing) => {
    const [a, b] = [
      { lat: lat1, lng: lng1 },
      { lat: lat2, lng: lng2 },
    ];
    // The sphere is worst on the equator to the north: 0.56 %.
    expect(Math.abs(distanceMetres(a, b) / metres - 1)).toBeLessThan(lat1 === 0 && bearing === 0 ? 0.006 : 0.005);
    expect(angleBetween(bearingDegrees(a, b), bearing)).toBeLessThan(0.3);
  });

  it('is zero to the same point, and the same both ways', () => {
    fc.assert(
      fc.property(anyPoint(), anyPoint(), (a, b) => {
        expect(distanceMetres(a, a)).toBe(0);
        expect(distanceMetres(a, b)).toBeCloseTo(distanceMetres(b, a), 4);
        const bearing = bearingDegrees(a, b);
        expect(bearing).toBeGreaterThanOrEqual(0);
        expect(bearing).toBeLessThan(360);
      }),
    );
  });

  it.each([
    [10, 350, 20],
    [350, 10, 20],
    [0, 180, 180],
    [90, 45, 45],
    [0, 360, 0],
  ])('between the bearings %d and %d lie %d degrees', (a, b, angle) => expect(angleBetween(a, b)).toBe(angle));
});

describe('point in polygon', () => {
  const square: Polygon = [ring([0, 0], [4, 4])];
  const withHoles: Polygon = [ring([0, 0], [4, 4]), ring([1, 1], [2, 2]), ring([2.5, 2.5], [3.5, 3.5])];
  const arrow: Polygon = [
    [
      [0, 0],
      [4, 4],
      [8, 0],
      [4, 2],
      [0, 0],
    ],
  ];
  const acrossDateLine: Polygon = [ring([179, -1], [-179, 1])];
  const wideAcross: Polygon = [ring([170, -1], [-170, 1]), ring([179, -0.5], [-179, 0.5])];

  it.each<[string, Polygon, lng: number, lat: number, inside: boolean]>([
    ['the middle', square, 2, 2, true],
    ['east of it', square, 5, 2, false],
    ['west of it', square, -1, 2, false],
    ['north of it', square, 2, 4.1, false],
    ['at the height of its lower corner', square, -1, 0, false],
    ['beside the holes', withHoles, 0.5, 0.5, true],
    ['in the first hole', withHoles, 1.5, 1.5, false],
    ['in the second hole', withHoles, 3, 3, false],
    ['between the holes', withHoles, 2.25, 2.25, true],
    ['under the dent of an arrow', arrow, 4, 1, false],
    ['over the dent of an arrow', arrow, 4, 3, true],
    ['at the height of a tip', arrow, -1, 4, false],
    ['west of the date line', acrossDateLine, 179.5, 0, true],
    ['east of the date line', acrossDateLine, -179.5, 0, true],
    ['on the date line', acrossDateLine, 180, 0, true],
    ['outside to the west', acrossDateLine, 178.9, 0, false],
    ['outside to the east', acrossDateLine, -178.9, 0, false],
    ['on the other side of the earth', acrossDateLine, 0, 0, false],
    ['a quarter of the earth away', acrossDateLine, -90, 0, false],
    ['beside a hole on the date line', wideAcross, -175, 0, true],
    ['in a hole on the date line', wideAcross, -179.5, 0, false],
  ])('%s', (_name, polygon, lng, lat, inside) => expect(isInsidePolygon({ lat, lng }, polygon)).toBe(inside));

  it('says the same wherever on the earth the polygon lies', () => {
    const offset = realBetween(-180, 180);
    const inSquare = fc.tuple(fc.integer({ min: -19, max: 59 }), fc.integer({ min: -19, max: 59 }));
    fc.assert(
      fc.property(offset, inSquare, (by, [x, y]) => {
        const [lng, lat] = [x / 10 + 0.05, y / 10 + 0.05];
        const moved = withHoles.map((positions) => positions.map(([lng, lat]) => [wrap(lng + by), lat] as const));
        expect(isInsidePolygon({ lat, lng: wrap(lng + by) }, moved)).toBe(isInsidePolygon({ lat, lng }, withHoles));
      }),
    );
  });
});

function ring([west, south]: [number, number], [east, north]: [number, number]): Polygon[number] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function wrap(lng: number): number {
  return ((((lng + 180) % 360) + 360) % 360) - 180;
}

function anyPoint() {
  return fc.record({
    lat: realBetween(-90, 90),
    lng: realBetween(-180, 180),
  });
}
