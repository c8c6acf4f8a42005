import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellToLatLng, getPentagons } from 'h3-js';
import { realBetween } from '../../../test/support/arbitraries.js';
import { goFrom, wrap } from '../../../test/support/earth.js';
import { compileCatalog } from '../../catalog/compile-catalog.js';
import { isInsideArea } from './zones.js';
import type { Area, Catalog, Point, Polygon } from '../types/offer.js';
import { extentMetresOf } from './zones.js';
import { ZoneCover } from './zone-index.js';

const METRES_A_DEGREE = 111_195;
/** Where grids are apt to break: poles, antimeridian, the twelve pentagons, the widest hexagons. */
const ODD_PLACES: readonly Point[] = [
  ...getPentagons(8).map(pointOf),
  { lat: 90, lng: 0 },
  { lat: -90, lng: 0 },
  { lat: 89.95, lng: 120 },
  { lat: -89.5, lng: -170 },
  { lat: 0, lng: 180 },
  { lat: 65, lng: -180 },
  { lat: -45, lng: 179.99 },
  { lat: -34.36, lng: 154.17 },
  { lat: 24.48, lng: -108.29 },
];

function catalogWith(area: Area): Catalog {
  const given =
    'circle' in area
      ? area
      : { polygon: { type: 'Polygon', coordinates: area.polygon as [number, number][][] } as const };
  return compileCatalog({ zones: [{ id: 'z', name: 'z', area: given }], offers: [] }, 'test');
}

/** Finds the zone from everywhere inside, or names the point that it was not found from. */
function expectFound(area: Area, points: readonly Point[]): void {
  const catalog = catalogWith(area);
  const missed = points.filter((point) => isInsideArea(point, area) && catalog.zonesNear(point).length === 0);
  expect(missed).toEqual([]);
}

describe('the zone index', () => {
  it('finds a circle from every point inside it', () => {
    fc.assert(
      fc.property(anyPlace(), anyRadius(), spots(), (centre, radiusMetres, polar) => {
        const points = polar.map(({ bearing, share }) => goFrom(centre, bearing, share * radiusMetres));
        expectFound({ circle: { ...centre, radiusMetres } }, points);
      }),
      { numRuns: 400 },
    );
  });

  it('finds a circle from as far outside as counts as near', () => {
    fc.assert(
      fc.property(anyPlace(), anyRadius(), spots(), (centre, radiusMetres, polar) => {
        const catalog = catalogWith({ circle: { ...centre, radiusMetres } });
        const points = polar.map(({ bearing, share }) => goFrom(centre, bearing, radiusMetres + share * 100));
        expect(points.filter((point) => catalog.zonesNear(point).length === 0)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('finds a polygon from every point inside it', () => {
    fc.assert(
      fc.property(anyPlace(), anySize(), fc.integer({ min: 3, max: 12 }), spots(), (centre, size, corners, polar) => {
        const ring = close(
          Array.from({ length: corners }, (_, i) => starCorner(centre, size, i / corners, polar[i]!.share)),
        );
        expectFound({ polygon: [ring] }, pointsBetween(ring, polar));
      }),
      { numRuns: 300 },
    );
  });

  it('finds a strip as thin as a footpath, straight or on the diagonal', () => {
    fc.assert(
      fc.property(anyPlace(), anySize(), realBetween(0, 6.28), spots(), (from, length, turn, polar) => {
        const [far, near] = [goFrom(from, turn, length), goFrom(from, turn + Math.PI / 2, 4)];
        const ring = close(
          [from, far, { lat: far.lat + near.lat - from.lat, lng: far.lng + near.lng - from.lng }, near].map(toPosition),
        );
        expectFound({ polygon: [ring] }, pointsBetween(ring, polar));
      }),
      { numRuns: 200 },
    );
  });

  it('finds what is left of a polygon between its holes', () => {
    const square = (centre: Point, half: number) =>
      close(
        [-45, 45, 135, 225].map((degrees) => toPosition(goFrom(centre, (degrees * Math.PI) / 180, half * Math.SQRT2))),
      );
    fc.assert(
      fc.property(anyPlace(), realBetween(2000, 30_000), spots(), (centre, half, polar) => {
        // A wall of 60 m runs from north to south between two holes.
        const hole = (east: number) => square(goFrom(centre, Math.PI / 2, east), half * 0.47);
        const polygon: Polygon = [square(centre, half), hole(-half * 0.47 - 30), hole(half * 0.47 + 30)];
        const points = polar.map(({ share }) => goFrom(centre, 0, (share - 0.5) * half));
        expectFound({ polygon }, points);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a country', 400_000],
    ['a city', 15_000],
    ['a kiosk', 10],
  ])('files %s under few cells', (_name, size) => {
    const centre = { lat: 52.5, lng: 13.4 };
    const ring = close([0.1, 1.7, 3.2, 4.8].map((bearing) => toPosition(goFrom(centre, bearing, size))));
    const cellsOf = (area: Area) => new ZoneCover().cover(area, extentMetresOf(area)).keys.length;
    expect(cellsOf({ polygon: [ring] })).toBeLessThan(1500);
    expect(cellsOf({ circle: { ...centre, radiusMetres: Math.min(size, 100_000) } })).toBeLessThan(400);
  });

  it('does not find a zone from far away', () => {
    const catalog = catalogWith({ circle: { lat: 52.5, lng: 13.4, radiusMetres: 50 } });
    expect(catalog.zonesNear({ lat: 52.53, lng: 13.4 })).toEqual([]);
  });
});

interface Spot {
  readonly bearing: number;
  readonly share: number;
}

function spots(): fc.Arbitrary<Spot[]> {
  const spot = fc.record({
    bearing: realBetween(0, 2 * Math.PI),
    share: fc.oneof(fc.constant(0.9999), realBetween(0, 1)),
  });
  return fc.array(spot, { minLength: 24, maxLength: 24 });
}

function anyPlace(): fc.Arbitrary<Point> {
  const anywhere = fc.record({
    lat: realBetween(-85, 85),
    lng: realBetween(-180, 180),
  });
  const nudge = realBetween(-0.2, 0.2);
  const odd = fc.tuple(fc.constantFrom(...ODD_PLACES), nudge, nudge).map(([{ lat, lng }, north, east]) => ({
    lat: Math.max(-90, Math.min(90, lat + north)),
    lng: wrap(lng + east),
  }));
  return fc.oneof(anywhere, odd);
}

/** 10 m to 100 km, what a catalog may hold; as many small ones as big ones. */
function anyRadius(): fc.Arbitrary<number> {
  return realBetween(1, 5).map((power) => 10 ** power);
}

function anySize(): fc.Arbitrary<number> {
  return realBetween(1.5, 4.6).map((power) => 10 ** power);
}

/** A corner of a star round the centre, drawn on the map of latitude and longitude as GeoJSON is. */
function starCorner({ lat, lng }: Point, size: number, turn: number, share: number): [number, number] {
  const [north, east] = [Math.cos(turn * 2 * Math.PI), Math.sin(turn * 2 * Math.PI)];
  const reach = (size * (0.1 + share)) / METRES_A_DEGREE;
  const shrink = Math.max(0.02, Math.cos((lat * Math.PI) / 180));
  return [wrap(lng + Math.min(30, (east * reach) / shrink)), Math.max(-90, Math.min(90, lat + north * reach))];
}

/** Points on the lines between corners: many of them lie inside, some of them close to an edge. */
function pointsBetween(ring: Polygon[number], polar: readonly Spot[]): Point[] {
  return polar.map(({ bearing, share }, i) => {
    const [a, b] = [ring[i % ring.length]!, ring[Math.floor(bearing * 100) % ring.length]!];
    const east = ((b[0] - a[0] + 540) % 360) - 180;
    return { lat: a[1] + (b[1] - a[1]) * share, lng: wrap(a[0] + east * share) };
  });
}

function close(corners: readonly (readonly [number, number])[]): Polygon[number] {
  return [...corners, corners[0]!];
}

function toPosition({ lat, lng }: Point): [number, number] {
  return [lng, lat];
}

function pointOf(cell: string): Point {
  const [lat, lng] = cellToLatLng(cell);
  return { lat, lng };
}
