import { describe, expect, it } from '@jest/globals';
import { highestRate } from './highest-rate.js';
import type { MeasuredRun } from './measured-path.js';

/** A server that holds any rate up to its capacity and then falls behind. */
function serverOf(capacityPerSecond: number) {
  const rates: number[] = [];
  const tryRate = (ratePerSecond: number): Promise<MeasuredRun> => {
    rates.push(ratePerSecond);
    const p99Ms = ratePerSecond <= capacityPerSecond ? 5 : 200;
    return Promise.resolve({
      ...{ ratePerSecond, reports: 100, pushes: 100, silences: {}, allReports: 100, allPushes: 100 },
      ...{ p50Ms: 1, p99Ms, p999Ms: p99Ms, maxMs: p99Ms, sendLagP99Ms: 0, gaveUp: false, tookMs: 1 },
      cpuUsPerEvent: undefined,
    });
  };
  return { rates, tryRate };
}

async function bestRate(capacityPerSecond: number, startPerSecond: number, maxRuns = 40): Promise<number> {
  const { tryRate } = serverOf(capacityPerSecond);
  const steps = await highestRate({ startPerSecond, bisections: 4, maxRuns, deadlineMs: Infinity, tryRate });
  return Math.max(0, ...steps.filter((step) => step.holds).map((step) => step.run.ratePerSecond));
}

describe('highestRate', () => {
  it.each([
    ['from below', 1700, 500],
    ['from above', 1700, 6000],
    ['from the rate itself', 1700, 1700],
  ])('comes within three per cent %s', async (_, capacity, start) => {
    const best = await bestRate(capacity, start);
    expect(best).toBeLessThanOrEqual(capacity);
    expect(best).toBeGreaterThan(capacity * 0.97);
  });

  it('finds nothing where no rate holds, and ends', async () => {
    expect(await bestRate(0, 1000)).toBe(0);
  });

  it('makes no more runs than it may', async () => {
    const server = serverOf(1700);
    await highestRate({
      startPerSecond: 100,
      bisections: 10,
      maxRuns: 6,
      deadlineMs: Infinity,
      tryRate: server.tryRate,
    });
    expect(server.rates).toHaveLength(6);
  });

  it('begins no run when the time has gone', async () => {
    const server = serverOf(1700);
    await highestRate({ startPerSecond: 100, bisections: 1, maxRuns: 6, deadlineMs: 0, tryRate: server.tryRate });
    expect(server.rates).toEqual([]);
  });

  it('does not hold a rate at which a push is missing', async () => {
    const { tryRate } = serverOf(1700);
    const steps = await highestRate({
      startPerSecond: 1000,
      bisections: 0,
      maxRuns: 2,
      deadlineMs: Infinity,
      tryRate: async (rate) => ({ ...(await tryRate(rate)), pushes: 99 }),
    });
    expect(steps.every((step) => !step.holds)).toBe(true);
  });
});
