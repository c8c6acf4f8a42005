import { describe, expect, it } from '@jest/globals';
import { highestRate, isOverloaded } from './highest-rate.js';
import type { MeasuredRun } from './measured-path.js';

/** What a run looks like: calm, disturbed by the machine for a moment, or behind for good. */
const CALM = { p50Ms: 1, p99Ms: 5 };
const HICCUP = { p50Ms: 1, p99Ms: 60 };
const BEHIND = { p50Ms: 150, p99Ms: 300 };

function runOf(ratePerSecond: number, times: { p50Ms: number; p99Ms: number }): MeasuredRun {
  return {
    ...{ ratePerSecond, reports: 100, pushes: 100, silences: {}, allReports: 100, allPushes: 100 },
    ...{ ...times, p999Ms: times.p99Ms, maxMs: times.p99Ms, sendLagP99Ms: 0, gaveUp: false, tookMs: 1 },
    cpuUsPerEvent: undefined,
  };
}

/** A server that holds any rate up to its capacity and then falls behind; `hiccups` names the runs that are disturbed. */
function serverOf(capacityPerSecond: number, hiccups: readonly number[] = []) {
  const rates: number[] = [];
  const tryRate = (ratePerSecond: number): Promise<MeasuredRun> => {
    rates.push(ratePerSecond);
    if (ratePerSecond > capacityPerSecond) return Promise.resolve(runOf(ratePerSecond, BEHIND));
    return Promise.resolve(runOf(ratePerSecond, hiccups.includes(rates.length) ? HICCUP : CALM));
  };
  return { rates, tryRate };
}

const SEARCH = { startPerSecond: 1000, knownGoodPerSecond: 0, bisections: 4, maxRuns: 40, deadlineMs: Infinity };

describe('highestRate', () => {
  it.each([
    ['from below', 1700, 500],
    ['from above', 1700, 6000],
    ['from the rate itself', 1700, 1700],
  ])('comes within three per cent %s', async (_, capacity, startPerSecond) => {
    const { perSecond, tries } = await highestRate({ ...SEARCH, startPerSecond, tryRate: serverOf(capacity).tryRate });
    expect(perSecond).toBeLessThanOrEqual(capacity);
    expect(perSecond).toBeGreaterThan(capacity * 0.97);
    expect(tries).toBe(1);
  });

  it('does not end at a hiccup, nor at two, and tells the tries', async () => {
    const { tryRate, rates } = serverOf(1000, [1, 2]);
    const found = await highestRate({ ...SEARCH, bisections: 0, tryRate });
    expect(rates).toEqual([1000, 1000, 1000, 1150]);
    expect(found).toMatchObject({ perSecond: 1000, tries: 3 });
  });

  it('takes three disturbed runs for the end of the road', async () => {
    const { tryRate } = serverOf(1000, [1, 2, 3]);
    expect((await highestRate({ ...SEARCH, bisections: 0, tryRate })).perSecond).toBe(769);
  });

  it('does not try a rate again at which the server was plainly overloaded', async () => {
    const { tryRate, rates } = serverOf(800);
    await highestRate({ ...SEARCH, bisections: 0, tryRate });
    expect(rates).toEqual([1000, 769]);
  });

  it('halves between what held before and what does not, without measuring it again', async () => {
    const { tryRate, rates } = serverOf(1300);
    const search = { ...SEARCH, startPerSecond: 2000, knownGoodPerSecond: 1000, bisections: 3 };
    expect((await highestRate({ ...search, tryRate })).perSecond).toBe(1250);
    expect(rates).toEqual([2000, 1500, 1250, 1375]);
  });

  it('falls back on what held before', async () => {
    const search = { ...SEARCH, startPerSecond: 1200, knownGoodPerSecond: 1000, bisections: 2 };
    const { perSecond } = await highestRate({ ...search, tryRate: serverOf(0).tryRate });
    expect(perSecond).toBe(1000);
  });

  it('does not take half a try for a verdict', async () => {
    const { tryRate } = serverOf(1700, [2]);
    const found = await highestRate({ ...SEARCH, maxRuns: 2, tryRate });
    expect(found).toMatchObject({ perSecond: 1000, steps: { length: 2 } });
  });

  it('finds nothing where no rate holds, and ends', async () => {
    expect((await highestRate({ ...SEARCH, tryRate: serverOf(0).tryRate })).perSecond).toBe(0);
  });

  it('makes no more runs than it may', async () => {
    const server = serverOf(1700);
    await highestRate({ ...SEARCH, startPerSecond: 100, bisections: 10, maxRuns: 6, tryRate: server.tryRate });
    expect(server.rates).toHaveLength(6);
  });

  it('begins no run when the time has gone', async () => {
    const server = serverOf(1700);
    await highestRate({ ...SEARCH, deadlineMs: 0, tryRate: server.tryRate });
    expect(server.rates).toEqual([]);
  });

  it('does not hold a rate at which a push is missing', async () => {
    const { tryRate } = serverOf(1700);
    const { steps, perSecond } = await highestRate({
      ...SEARCH,
      maxRuns: 4,
      tryRate: async (rate) => ({ ...(await tryRate(rate)), pushes: 99 }),
    });
    expect(steps.every((step) => !step.holds)).toBe(true);
    expect(perSecond).toBe(0);
  });
});

it('knows an overloaded server by its median, not by its tail', () => {
  expect(isOverloaded(runOf(1000, HICCUP))).toBe(false);
  expect(isOverloaded(runOf(1000, BEHIND))).toBe(true);
  expect(isOverloaded({ ...runOf(1000, CALM), gaveUp: true })).toBe(true);
});
