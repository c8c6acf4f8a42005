import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getResolution } from 'h3-js';
import { realBetween } from '../../../test/support/arbitraries.js';
import { ALEXANDERPLATZ, fixOf, MINUTE, movedBy, NOON } from '../../../test/support/builders.js';
import type { Fix, TrailPoint } from '../types/fix.js';
import { angleBetween } from './geometry.js';
import { extendTrail, readMovement } from './trail.js';

/** A walk from Alexanderplatz: one fix every `everyMs`, each so many metres to the east and north of the last. */
function walk(count: number, everyMs: number, [east, north]: [number, number], change: Partial<Fix> = {}): Fix[] {
  return Array.from({ length: count }, (_, i) =>
    fixOf(movedBy(ALEXANDERPLATZ, east * i, north * i), { at: NOON + everyMs * i, ...change }),
  );
}

function trailOf(fixes: readonly Fix[]): readonly TrailPoint[] {
  return fixes.reduce<readonly TrailPoint[]>(extendTrail, []);
}

function movementAfter(fixes: readonly Fix[]) {
  return readMovement(trailOf(fixes), fixes.at(-1)!);
}

describe('the trail', () => {
  it.each([1, 5, 10, 30])(
    'reaches back 15 minutes with at most 32 points when a phone reports every %d s',
    (seconds) => {
      const fixes = walk(1 + (20 * MINUTE) / (seconds * 1000), seconds * 1000, [seconds, 0]);
      const points = trailOf(fixes);
      expect(points.length).toBeLessThanOrEqual(32);
      expect(points.at(-1)!.at).toBe(fixes.at(-1)!.at);
      expect(points.at(-1)!.at - points[0]!.at).toBeGreaterThanOrEqual(14 * MINUTE);
    },
  );

  it('knows how long a customer has stayed, however often the phone reports', () => {
    expect(movementAfter(walk(1 + (12 * MINUTE) / 2000, 2000, [0, 0])).dwellMs).toBeGreaterThanOrEqual(11 * MINUTE);
  });

  it('takes a single stray point for an error of the phone, two for a way that was walked', () => {
    const stayWith = (strays: number) => {
      const fixes = walk(13, 40_000, [0, 0]);
      for (let i = 6; i < 6 + strays; i += 1) fixes[i] = { ...fixes[i]!, ...movedBy(ALEXANDERPLATZ, 300, 0) };
      return movementAfter(fixes).dwellMs;
    };
    expect(stayWith(1)).toBe(8 * MINUTE);
    expect(stayWith(2)).toBeLessThan(4 * MINUTE);
  });

  it('keeps nothing older than 15 minutes', () => {
    const points = trailOf([fixOf(ALEXANDERPLATZ), fixOf(ALEXANDERPLATZ, { at: NOON + 15 * MINUTE })]);
    expect(points).toHaveLength(2);
    expect(trailOf([fixOf(ALEXANDERPLATZ), fixOf(ALEXANDERPLATZ, { at: NOON + 15 * MINUTE + 1 })])).toHaveLength(1);
  });

  it('thins out reports that come every second, and always has the newest', () => {
    const points = trailOf(walk(41, 1000, [1, 0]));
    const stretches = points.slice(0, -1).map(({ at }) => Math.floor(at / 8000));
    expect(new Set(stretches).size).toBeGreaterThanOrEqual(stretches.length - 1);
    expect(points.at(-1)!.at).toBe(NOON + 40_000);
  });

  it('holds cells of resolution 12 and rounded figures, and no coordinate', () => {
    fc.assert(
      fc.property(fixes(), (reported) => {
        const points = trailOf(reported);
        expect(points.length).toBeLessThanOrEqual(24);
        for (const point of points) {
          expect(getResolution(point.cell)).toBe(12);
          expect(
            Object.keys(point).filter((key) => !['cell', 'at', 'accuracyMetres', 'speedMps'].includes(key)),
          ).toEqual([]);
          expect(Number.isInteger(point.accuracyMetres)).toBe(true);
        }
        expect(points.at(-1)!.at).toBe(reported.at(-1)!.at);
        expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).sort((a, b) => a - b));
      }),
    );
  });
});

describe('movement', () => {
  it('of a single fix is what the phone says, or not known', () => {
    expect(movementAfter([fixOf(ALEXANDERPLATZ)])).toEqual({ speedMps: undefined, dwellMs: 0, headingDeg: undefined });
    const moving = fixOf(ALEXANDERPLATZ, { speedMps: 1.4, headingDeg: 80 });
    expect(movementAfter([moving])).toEqual({ speedMps: 1.4, dwellMs: 0, headingDeg: 80 });
  });

  it('does not believe the compass of somebody who stands', () => {
    expect(movementAfter([fixOf(ALEXANDERPLATZ, { speedMps: 0.2, headingDeg: 80 })]).headingDeg).toBeUndefined();
  });

  it.each([
    ['walking', 1.4],
    ['cycling', 5],
    ['riding a train', 25],
  ])('tells the speed of %s from the trail', (_name, mps) => {
    const { speedMps } = movementAfter(walk(10, 10_000, [mps * 10, 0], { accuracyMetres: 5 }));
    expect(speedMps).toBeGreaterThan(mps * 0.75);
    expect(speedMps).toBeLessThan(mps * 1.15);
  });

  it('takes jitter within the accuracy for standing', () => {
    const jitter = [0, 8, -7, 5, -9, 6].map((metres, i) =>
      fixOf(movedBy(ALEXANDERPLATZ, metres, -metres), { at: NOON + i * 20_000, accuracyMetres: 25 }),
    );
    const { speedMps, dwellMs, headingDeg } = movementAfter(jitter);
    expect(speedMps).toBeLessThan(0.35);
    expect(dwellMs).toBe(100_000);
    expect(headingDeg).toBeUndefined();
  });

  it('does not tell a speed over a gap of more than five minutes', () => {
    const away = fixOf(movedBy(ALEXANDERPLATZ, 3000, 0), { at: NOON + 6 * MINUTE });
    expect(movementAfter([fixOf(ALEXANDERPLATZ), away]).speedMps).toBeUndefined();
  });

  it.each<[string, [number, number], number]>([
    ['north', [0, 14], 0],
    ['east', [14, 0], 90],
    ['south-west', [-10, -10], 225],
  ])('tells that a walk leads %s', (_name, step, bearing) => {
    expect(angleBetween(movementAfter(walk(8, 10_000, step)).headingDeg!, bearing)).toBeLessThan(15);
  });

  it('counts the stay from the arrival on', () => {
    const stay = Array.from({ length: 7 }, (_, i) =>
      fixOf(movedBy(ALEXANDERPLATZ, 600, 0), { at: NOON + (2 + i) * MINUTE }),
    );
    expect(movementAfter([...walk(3, 30_000, [100, 0]), ...stay]).dwellMs).toBe(6 * MINUTE);
  });
});

function fixes() {
  const step = fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }), east: metres(), north: metres() });
  return fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) => {
    let [at, point] = [NOON, ALEXANDERPLATZ];
    return steps.map(({ afterMs, east, north }) => {
      at += afterMs;
      point = movedBy(point, east, north);
      return fixOf(point, { at, accuracyMetres: Math.abs(east) + 3.3 });
    });
  });
}

function metres() {
  return realBetween(-200, 200);
}
