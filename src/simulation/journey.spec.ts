import { describe, expect, it } from '@jest/globals';
import { insertDetour, Journey, whereAt } from './journey.js';
import { metresBetween, shiftBy } from './plane.js';
import { createRandom } from './random.js';

const home = { lat: 52.52, lng: 13.41 };
const office = shiftBy(home, 600, 0);
const plan = () =>
  new Journey(home, 0, createRandom(7)).stay('wait', 60_000).walkTo(office).stay('dwell', 3_600_000).legs;

describe('a journey', () => {
  it('tells place, speed and direction at any time, also before and after', () => {
    const legs = plan();
    const [wait, walk, dwell] = legs;
    expect(whereAt(legs, -5)).toMatchObject({ point: home, speedMps: 0, leg: wait });
    const middle = whereAt(legs, (walk!.fromMs + walk!.toMs) / 2);
    expect(metresBetween(middle.point, home)).toBeGreaterThan(200);
    expect(middle.speedMps).toBeGreaterThan(1);
    expect(middle.bearing).toBeGreaterThan(20);
    expect(middle.bearing).toBeLessThan(160);
    expect(whereAt(legs, 9_999_999)).toMatchObject({ speedMps: 0, leg: dwell });
    expect(metresBetween(whereAt(legs, 9_999_999).point, office)).toBeLessThan(1);
  });

  it.each([
    ['while waiting', 30_000],
    ['on foot', 200_000],
  ])('takes a detour %s without a gap, and everything after it happens later', (_name, atMs) => {
    const legs = plan();
    const here = whereAt(legs, atMs).point;
    const shop = shiftBy(here, 0, 120);
    const detour = new Journey(here, atMs, createRandom(1)).walkTo(shop).stay('queue', 60_000).walkTo(here);
    const lateMs = detour.nowMs - atMs;
    const longer = insertDetour(legs, atMs, detour);
    longer.slice(1).forEach((leg, index) => {
      expect(leg.fromMs).toBe(longer[index]!.toMs);
      expect(metresBetween(leg.path[0]!, longer[index]!.path.at(-1)!)).toBeLessThan(1);
    });
    expect(longer[0]!.fromMs).toBe(0);
    expect(longer.at(-1)).toMatchObject({ kind: 'dwell', toMs: legs.at(-1)!.toMs + lateMs });
    expect(longer.map(({ kind }) => kind)).toContain('queue');
  });
});
