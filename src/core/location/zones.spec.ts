import { describe, expect, it } from '@jest/globals';
import { ALEXANDERPLATZ, catalogOf, circleZone, fixOf, movedBy, offerOf } from '../../../test/support/builders.js';
import { compareZones, extentMetresOf, isExactEnough, isInsideArea } from './zones.js';

describe('zone transitions', () => {
  it.each([
    ['nowhere to nowhere', [], [], []],
    ['coming', [], ['a'], ['enter a']],
    ['staying', ['a'], ['a'], ['stay a']],
    ['going', ['a'], [], ['leave a']],
    ['from one to the other', ['a', 'b'], ['b', 'c'], ['stay b', 'enter c', 'leave a']],
  ])('%s', (_name, before, now, changes) => {
    expect(compareZones(before, now).map(({ id, change }) => `${change} ${id}`)).toEqual(changes);
  });
});

describe('exact enough', () => {
  const catalog = catalogOf(
    [offerOf('o')],
    [circleZone('kiosk', ALEXANDERPLATZ, 20), circleZone('square', ALEXANDERPLATZ, 200)],
  );

  it.each([
    [0, 30, true],
    [0, 31, false],
    [1, 150, true],
    [1, 151, false],
  ])('zone %d with an accuracy of %d m: %s', (zone, accuracyMetres, exact) => {
    expect(isExactEnough(fixOf(ALEXANDERPLATZ, { accuracyMetres }), catalog.extentMetresOf(zone), 0.75)).toBe(exact);
  });
});

describe('areas', () => {
  const circle = { circle: { ...ALEXANDERPLATZ, radiusMetres: 100 } };

  it.each([
    [0, true],
    [99, true],
    [101, false],
  ])('%d m from the middle of a circle of 100 m: %s', (metres, inside) => {
    expect(isInsideArea(movedBy(ALEXANDERPLATZ, metres, 0), circle)).toBe(inside);
    expect(isInsideArea(movedBy(ALEXANDERPLATZ, 0, metres), circle)).toBe(inside);
  });

  it('has the extent of its radius, or of half the side of a square', () => {
    const corner = (east: number, north: number): [number, number] => {
      const { lat, lng } = movedBy(ALEXANDERPLATZ, east, north);
      return [lng, lat];
    };
    const square = [corner(0, 0), corner(400, 0), corner(400, 400), corner(0, 400), corner(0, 0)];
    expect(extentMetresOf(circle)).toBe(100);
    expect(extentMetresOf({ polygon: [square] })).toBeCloseTo(200, -1);
  });

  it('has the same extent across the antimeridian as anywhere', () => {
    const from = (lng: number) =>
      [0, 1, 2, 2, 0, 0].map((east, i) => [((lng + east + 540) % 360) - 180, i < 3 ? 0 : 1] as const);
    const [here, across] = [from(10), from(178.5)].map((ring) => extentMetresOf({ polygon: [ring] }));
    expect(across).toBeCloseTo(here!, 0);
  });
});
