import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getResolution, isValidCell } from 'h3-js';
import { realBetween } from '../../test/support/arbitraries.js';
import {
  ALEXANDERPLATZ,
  BERLIN,
  catalogOf,
  circleZone,
  fixOf,
  MINUTE,
  movedBy,
  NOON,
  offerOf,
  policy,
} from '../../test/support/builders.js';
import { blurFix, cellOf } from './location/cells.js';
import { situate } from './situate.js';
import type { Catalog } from './types/offer.js';
import { EMPTY_TRAIL, type Fix, type Trail } from './types/fix.js';

const CLINIC = movedBy(ALEXANDERPLATZ, 1000, 0);
const catalog = catalogOf(
  [offerOf('anywhere'), offerOf('square', { where: { zones: ['square'] }, place: ALEXANDERPLATZ })],
  [circleZone('square', ALEXANDERPLATZ, 200), circleZone('clinic', CLINIC, 80, 'clinic')],
);

function situateIn(district: Catalog, fixes: readonly Fix[]) {
  return situate({ fixes, now: NOON, trail: EMPTY_TRAIL, affinity: {}, catalog: district, policy });
}

function situateAt(fixes: readonly Fix[], trail: Trail = EMPTY_TRAIL) {
  return situate({ fixes, now: NOON, trail, affinity: {}, timeZone: BERLIN, catalog, policy });
}

describe('the situation', () => {
  it('without a position knows the time zone and the offers for everywhere', () => {
    const { situation, accepted, fault, trail } = situateAt([]);
    expect(situation).toMatchObject({
      timeZone: BERLIN,
      sensitivePlace: false,
      zones: [],
      moment: { name: 'unknown' },
    });
    expect(situation.cell).toBeUndefined();
    expect(situation.sightings.map(({ source }) => source)).toEqual(['everywhere']);
    expect([accepted, fault, trail]).toEqual([0, undefined, EMPTY_TRAIL]);
  });

  it('follows zones over reports', () => {
    const first = situateAt([fixOf(ALEXANDERPLATZ)]);
    const second = situateAt([fixOf(ALEXANDERPLATZ, { at: NOON + MINUTE })], first.trail);
    const third = situateAt([fixOf(movedBy(ALEXANDERPLATZ, 0, 400), { at: NOON + 6 * MINUTE })], second.trail);
    const changes = [first, second, third].map(({ situation }) => situation.zones.map(({ change }) => change));
    expect(changes).toEqual([['enter'], ['stay'], ['leave']]);
  });

  it('uses the good fixes of a batch and names the fault of the newest', () => {
    const poor = fixOf(ALEXANDERPLATZ, { at: NOON + MINUTE, accuracyMetres: 2000 });
    const later = fixOf(ALEXANDERPLATZ, { at: NOON + 2 * MINUTE });
    const good = situateAt([fixOf(ALEXANDERPLATZ), poor, later]);
    expect([good.accepted, good.fault, good.trail.points.length]).toEqual([2, undefined, 2]);
    const bad = situateAt([fixOf(ALEXANDERPLATZ), poor]);
    expect([bad.accepted, bad.fault, bad.trail.points.length]).toEqual([1, 'FIX_POOR', 1]);
    expect(bad.situation.cell).toBeUndefined();
  });

  it('tells no coordinate and no cell finer than the record may have', () => {
    const near = realBetween(-600, 600);
    fc.assert(
      fc.property(fc.array(fc.tuple(near, near), { minLength: 1, maxLength: 8 }), (steps) => {
        const fixes = steps.map(([east, north], i) =>
          fixOf(movedBy(ALEXANDERPLATZ, east, north), { at: NOON + i * MINUTE }),
        );
        const { situation, trail } = situateAt(fixes);
        expect(leaves(situation).filter((text) => isValidCell(text) && getResolution(text) > 9)).toEqual([]);
        expect(leaves(trail).filter((text) => isValidCell(text) && getResolution(text) > 12)).toEqual([]);
        expect(JSON.stringify({ situation, trail })).not.toMatch(/"(lat|lng)"/);
      }),
    );
  });
});

describe('a jump that nobody can make', () => {
  const potsdam = { lat: 52.3906, lng: 13.0645 };
  const at = (afterMs: number, where: { lat: number; lng: number }) => fixOf(where, { at: NOON + afterMs });

  it('is refused once, and is where the trail begins anew when the next fix agrees', () => {
    const before = situateAt([at(0, ALEXANDERPLATZ)]).trail;
    const jumped = situateAt([at(10_000, potsdam)], before);
    expect(jumped).toMatchObject({ accepted: 0, fault: 'FIX_IMPOSSIBLE' });
    const agreed = situateAt([at(20_000, potsdam)], jumped.trail);
    expect(agreed.accepted).toBe(1);
    expect(agreed.fault).toBeUndefined();
    expect(agreed.trail.points.map(({ at: time }) => time - NOON)).toEqual([10_000, 20_000]);
    expect(agreed.trail.suspect).toBeUndefined();
  });

  it('is forgotten when the next fix is back on the trail', () => {
    const jumped = situateAt([at(0, ALEXANDERPLATZ), at(10_000, potsdam)]).trail;
    const back = situateAt([at(20_000, ALEXANDERPLATZ)], jumped);
    expect(back.accepted).toBe(1);
    expect(back.fault).toBeUndefined();
    expect(back.trail.points.map(({ at: time }) => time - NOON)).toEqual([0, 20_000]);
    expect(back.trail.suspect).toBeUndefined();
  });

  it('is refused again when it leads somewhere else each time', () => {
    const fixes = [at(0, ALEXANDERPLATZ), at(10_000, potsdam), at(20_000, { lat: 48.137, lng: 11.575 })];
    expect(situateAt(fixes)).toMatchObject({ accepted: 1, fault: 'FIX_IMPOSSIBLE' });
  });
});

describe('at a sensitive place', () => {
  const inClinic = (afterMs: number) => fixOf(CLINIC, { at: NOON + afterMs });
  const clinicCell = cellOf(CLINIC, 12);

  it('nothing is known but that it is one', () => {
    const { situation, trail } = situateAt([inClinic(0)]);
    expect(situation).toMatchObject({ sensitivePlace: true, zones: [], moment: { name: 'unknown' } });
    expect(situation.cell).toBeUndefined();
    expect(trail).toEqual({ points: [], zones: [] });
  });

  it('counts from as near as the policy says', () => {
    const sensitiveFrom = (metres: number) =>
      situateAt([fixOf(movedBy(CLINIC, 80 + metres, 0))]).situation.sensitivePlace;
    expect([sensitiveFrom(policy.sensitiveNearMetres - 2), sensitiveFrom(policy.sensitiveNearMetres + 2)]).toEqual([
      true,
      false,
    ]);
  });

  it('no trail point is kept, be it the newest of a batch or an earlier one', () => {
    const [before, after] = [fixOf(ALEXANDERPLATZ), fixOf(ALEXANDERPLATZ, { at: NOON + 40 * MINUTE })];
    for (const batch of [
      [before, inClinic(20 * MINUTE)],
      [inClinic(30 * MINUTE), after],
      [before, inClinic(5 * MINUTE), after],
    ]) {
      const { trail } = situateAt(batch);
      expect(trail.points.map(({ cell }) => cell)).not.toContain(clinicCell);
    }
  });
});

describe('a customer who agreed to a coarse position only', () => {
  const blurred = (point: typeof ALEXANDERPLATZ, afterMs: number) => blurFix(fixOf(point, { at: NOON + afterMs }));
  const district = catalogOf([
    offerOf('district', { where: { area: { circle: { ...ALEXANDERPLATZ, radiusMetres: 4000 } } } }),
    offerOf('kiosk', { where: { area: { circle: { ...ALEXANDERPLATZ, radiusMetres: 50 } } } }),
  ]);

  it('is seen by wide areas and by no small one', () => {
    const fixes = [blurred(ALEXANDERPLATZ, 0)];
    const { accepted, situation } = situateIn(district, fixes);
    expect(accepted).toBe(1);
    const exact = situation.sightings.filter(({ inside, exactEnough }) => inside && exactEnough);
    expect(exact.map(({ ordinal }) => district.offer(ordinal).id)).toEqual(['district']);
  });

  it('does not ride a train by walking over the border of a cell', () => {
    const walk = Array.from({ length: 40 }, (_, i) => blurred(movedBy(ALEXANDERPLATZ, i * 70, 0), i * MINUTE));
    const names = walk.map((_, i) => {
      const fixes = walk.slice(0, i + 1);
      return situateIn(district, fixes).situation.moment.name;
    });
    expect(new Set(names)).toEqual(new Set(['unknown']));
  });
});

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ');
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];
}
