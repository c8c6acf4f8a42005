import { expect, it } from '@jest/globals';
import type { Area } from '../types/offer.js';
import { hasLeft } from './left-behind.js';

const SQUARE = { lat: 52.52, lng: 13.41 };
const area = (changes: object = {}): Area => ({ circle: { ...SQUARE, radiusMetres: 100, ...changes } });
/** Some 111 m a thousandth of a degree. */
const north = (thousandths: number, accuracyMetres: number) => ({
  lat: SQUARE.lat + thousandths / 1000,
  lng: SQUARE.lng,
  accuracyMetres,
});

it.each([
  ['inside', [area()], north(0.5, 5), false],
  ['outside, but by less than the position may be wrong', [area()], north(1.1, 50), false],
  ['outside for sure', [area()], north(2, 50), true],
  ['outside of one, inside of another', [area(), area({ lat: SQUARE.lat + 0.002 })], north(2, 5), false],
  ['outside of both', [area(), area({ lat: SQUARE.lat + 0.002 })], north(5, 5), true],
])('%s', (_name, areas, fix, left) => expect(hasLeft(areas, fix)).toBe(left));
