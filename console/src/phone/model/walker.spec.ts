import { describe, expect, it } from '@jest/globals';
import { metresBetween, moveBy } from './geo.js';
import type { Route } from './routes.js';
import { Walker } from './walker.js';

const START = { lat: 52.52, lng: 13.4 };
const FIRST = moveBy(START, 3_000, 0);
const SECOND = moveBy(FIRST, 14, 0);
const ROUTE: Route = { id: 'zoo', stops: [{ ...FIRST, waitSeconds: 10 }, SECOND] };
const PACE = { factor: 1, engineMs: 100 };

function walk(walker: Walker, seconds: number, pace = PACE, fromMs = 0): void {
  for (let ms = 100; ms <= seconds * 1000; ms += 100) walker.advance(100, pace, fromMs + ms);
}

describe('a walk', () => {
  it('goes at the pace of somebody on foot, times the factor, and ends where it was to end', () => {
    const walker = new Walker(START);
    walker.walkTo(moveBy(START, 28, 0));
    walk(walker, 5, { factor: 2, engineMs: 100 });
    expect(metresBetween(START, walker.here)).toBeCloseTo(14, 1);
    walk(walker, 6, { factor: 2, engineMs: 100 });
    expect(metresBetween(START, walker.here)).toBeCloseTo(28, 1);
    expect(walker.way).toEqual([]);
  });
});

describe('a route', () => {
  it('begins with a ride that an engine can believe, on its own clock', () => {
    const walker = new Walker(START);
    walker.play(ROUTE);
    let before = walker.here;
    for (let n = 1; n <= 20; n += 1) {
      // It stands still now and then, and then catches up.
      const engineMs = n % 3 === 0 ? 4_000 : n % 3 === 1 ? 0 : 2_000;
      walker.advance(100, { factor: 5, engineMs }, n * 100);
      expect(metresBetween(before, walker.here)).toBeLessThanOrEqual((60 * engineMs) / 1000 + 0.001);
      before = walker.here;
    }
    expect(metresBetween(START, walker.here)).toBeGreaterThan(2_000);
    expect(walker.route).toBe('zoo');
  });

  it('waits at a stop, walks from there, and is over at its end', () => {
    const walker = new Walker(START);
    walker.play(ROUTE);
    walk(walker, 51);
    expect(metresBetween(FIRST, walker.here)).toBeLessThan(0.1);
    expect(walker.isWaiting).toBe(true);
    walk(walker, 14);
    const walked = metresBetween(FIRST, walker.here);
    expect(walked).toBeGreaterThan(5);
    expect(walked).toBeLessThan(9);
    walk(walker, 7);
    expect([metresBetween(SECOND, walker.here) < 0.1, walker.route, walker.way.length]).toEqual([true, undefined, 0]);
  });

  it('ends when a hand takes the dot, and the ride with it', () => {
    const walker = new Walker(START);
    walker.play(ROUTE);
    walk(walker, 1);
    walker.put(START, 1_000);
    expect([walker.route, walker.way.length]).toEqual([undefined, 0]);
    walker.walkTo(FIRST);
    walk(walker, 1);
    expect(metresBetween(START, walker.here)).toBeLessThan(2);
  });
});

describe('the movement', () => {
  it('is that of the last second', () => {
    const walker = new Walker(START);
    walker.walkTo(moveBy(START, 0, 1_000));
    walk(walker, 3, { factor: 5, engineMs: 100 });
    const { speedMps, headingDeg } = walker.movement(3_000);
    expect(speedMps).toBeCloseTo(7, 0);
    expect(Math.min(headingDeg!, 360 - headingDeg!)).toBeLessThan(1);
    walker.stop();
    walk(walker, 2, PACE, 3_000);
    expect(walker.movement(5_000).speedMps).toBe(0);
  });
});
