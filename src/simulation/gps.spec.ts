import { describe, expect, it } from '@jest/globals';
import { positionReport } from '../contract/position.js';
import { Gps } from './gps.js';
import type { Whereabouts } from './journey.js';
import { metresBetween } from './plane.js';
import { createRandom } from './random.js';

const point = { lat: 52.52, lng: 13.41 };
const leg = { kind: 'wait', path: [point], fromMs: 0, toMs: 1, companion: 'alone' } as const;
const standing: Whereabouts = { point, speedMps: 0, leg };

describe('gps', () => {
  it('sends fixes that the contract takes, from full and from plain phones', () => {
    const walking: Whereabouts = { point, speedMps: 1.3, bearing: 359, leg: { ...leg, kind: 'walk' } };
    for (const plain of [true, false]) {
      const gps = new Gps(createRandom(1), plain);
      for (let second = 0; second < 300; second += 10) positionReport.parse(gps.fixAt(walking, second * 1000));
    }
    expect(Object.keys(new Gps(createRandom(1), true).fixAt(walking, 0))).toEqual([
      'lat',
      'lng',
      'accuracyMetres',
      'at',
    ]);
  });

  it('is off by no more than the accuracy in about two of three fixes, which is what accuracy means', () => {
    const gps = new Gps(createRandom(7), false);
    const fixes = Array.from({ length: 4000 }, (_, index) => gps.fixAt(standing, index * 60_000));
    const within = fixes.filter((fix) => metresBetween(fix, point) <= fix.accuracyMetres).length / fixes.length;
    expect(within).toBeGreaterThan(0.62);
    expect(within).toBeLessThan(0.74);
    for (const { accuracyMetres } of fixes) expect(accuracyMetres >= 5 && accuracyMetres <= 40).toBe(true);
  });

  it('drifts: fixes a second apart are off the same way', () => {
    const gps = new Gps(createRandom(7), false);
    const fixes = Array.from({ length: 600 }, (_, second) => gps.fixAt(standing, second * 1000));
    const steps = fixes.slice(1).map((fix, index) => metresBetween(fix, fixes[index]!));
    const errors = fixes.map((fix) => metresBetween(fix, point));
    const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number) / numbers.length;
    expect(mean(steps)).toBeLessThan(mean(errors) / 2);
  });
});
