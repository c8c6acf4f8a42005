import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Meter } from './meter.js';
import { Meters } from './meters.js';

const RATE = { perSecond: 10, burst: 3 };

/** Takes when there is enough. @returns the wait otherwise. */
function spend(meter: Meter, nowMs: number, cost = 1, bucket = 0): number {
  const waitMs = meter.waitMs(bucket, cost, nowMs);
  if (waitMs === 0) meter.take(bucket, cost, nowMs);
  return waitMs;
}

it('gives the burst at once, then one token at a time, and tells the wait', () => {
  const meter = new Meter([RATE]);
  expect([1, 2, 3, 4].map(() => spend(meter, 1000))).toEqual([0, 0, 0, 100]);
  expect(spend(meter, 1060)).toBe(40);
  expect(spend(meter, 1100)).toBe(0);
  expect(spend(meter, 1100)).toBe(100);
  expect([1, 2, 3, 4].map(() => spend(meter, 60_000))).toEqual([0, 0, 0, 100]);
});

it('buckets do not touch each other', () => {
  const meter = new Meter([RATE, RATE]);
  for (let n = 0; n < 10; n++) spend(meter, 0);
  expect(spend(meter, 0, 1, 1)).toBe(0);
});

it('what costs more than a bucket holds takes a full one', () => {
  const meter = new Meter([RATE]);
  expect(spend(meter, 0, 100)).toBe(0);
  expect(spend(meter, 0, 100)).toBe(300);
  expect(spend(meter, 300, 100)).toBe(0);
});

it('never gives more than burst + rate x time, and always gives after the wait it told', () => {
  const steps = fc.array(
    fc.record({ afterMs: fc.integer({ min: 0, max: 500 }), cost: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(steps, (all) => {
      const meter = new Meter([RATE]);
      let nowMs = 0;
      let taken = 0;
      for (const { afterMs, cost } of all) {
        nowMs += afterMs;
        const waitMs = spend(meter, nowMs, cost);
        if (waitMs === 0) taken += cost;
        else expect(meter.waitMs(0, cost, nowMs + waitMs)).toBe(0);
        expect(taken).toBeLessThanOrEqual(RATE.burst + (RATE.perSecond * nowMs) / 1000 + 1e-6);
      }
    }),
  );
});

it('holders go when they have no socket and full buckets, and not before', () => {
  const meters = new Meters([RATE]);
  const connected = meters.of('connected', 0);
  connected.connections = 1;
  const spent = meters.of('spent', 0);
  spent.meter.take(0, 3, 100_000);
  meters.of('idle', 0);
  meters.of('new', 100_000);
  expect(meters.size).toBe(3);
  expect(meters.of('connected', 100_000)).toBe(connected);
  expect(meters.of('spent', 100_000)).toBe(spent);
});
