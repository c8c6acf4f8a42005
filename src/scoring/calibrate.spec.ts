import { expect, it } from '@jest/globals';
import { calibrate, calibrated } from './calibrate.js';

it("Platt's correction moves the log-odds", () => {
  const calibration = { kind: 'platt', slope: 2, intercept: -1 } as const;
  expect(calibrated(0.5, calibration)).toBeCloseTo(1 / (1 + Math.E), 12);
  expect(calibrated(0, calibration)).toBeGreaterThanOrEqual(0);
  expect(calibrated(1, calibration)).toBeLessThanOrEqual(1);
});

it('the isotonic one goes straight from point to point, and level beyond them', () => {
  const calibration = { kind: 'isotonic' as const, scores: [0.2, 0.4], rates: [0.1, 0.3] };
  expect([0, 0.2, 0.3, 0.4, 1].map((score) => Number(calibrated(score, calibration).toFixed(9)))).toEqual([
    0.1, 0.1, 0.2, 0.3, 0.3,
  ]);
});

it('what is no probability stays so: nothing makes a promise of it', () => {
  const scores = Float32Array.from([NaN, -1, 2, 0.5]);
  calibrate(scores, { kind: 'platt', slope: 1, intercept: 0 });
  expect([...scores]).toEqual([NaN, -1, 2, 0.5]);
});
