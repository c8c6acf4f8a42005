import { expect, it } from '@jest/globals';
import { quantileOfT } from './student-t.js';

/** From the printed tables (NIST/SEMATECH handbook 1.3.6.7.2); of one and two degrees in closed form. */
it.each([
  [0.95, 1, Math.tan(Math.PI * 0.45)],
  [0.975, 2, 0.95 / Math.sqrt(2 * 0.975 * 0.025)],
  [0.95, 3, 2.353363],
  [0.975, 10, 2.228139],
  [0.995, 30, 2.749996],
  [0.9, 5, 1.475884],
  [0.95, 1e7, 1.644854],
])('%d with %d degrees of freedom: %d', (chance, degrees, t) => {
  expect(quantileOfT(chance, degrees)).toBeCloseTo(t, 6);
  expect(quantileOfT(1 - chance, degrees)).toBeCloseTo(-t, 6);
});

it('takes degrees that are not whole, and falls with them', () => {
  expect(quantileOfT(0.95, 2.5)).toBeLessThan(quantileOfT(0.95, 2));
  expect(quantileOfT(0.95, 2.5)).toBeGreaterThan(quantileOfT(0.95, 3));
  expect(quantileOfT(0.5, 4)).toBe(0);
});
