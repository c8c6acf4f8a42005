import type { MeasuredRun } from './measured-path.js';

export const P99_LIMIT_MS = 20;

export interface RateStep {
  run: MeasuredRun;
  holds: boolean;
}

export function rateHolds({ p99Ms, pushes, reports, gaveUp }: MeasuredRun): boolean {
  return !gaveUp && pushes === reports && p99Ms <= P99_LIMIT_MS;
}

interface Search {
  startPerSecond: number;
  bisections: number;
  /** Runs at most, so that a restless machine does not make the search endless. */
  maxRuns: number;
  /** On the clock of `performance.now()`: no run is begun after it. */
  deadlineMs: number;
  tryRate: (ratePerSecond: number) => Promise<MeasuredRun>;
}

/**
 * Finds the highest rate with p99 within the limit and every push delivered: up or down from a guess, then by halving
 * what is left. A rate that failed gets a second try, since on two cores one hiccup of the machine looks just like the
 * end of the road.
 */
export async function highestRate({
  startPerSecond,
  bisections,
  maxRuns,
  deadlineMs,
  tryRate,
}: Search): Promise<RateStep[]> {
  const steps: RateStep[] = [];
  const mayRun = () => steps.length < maxRuns && performance.now() < deadlineMs;
  const holds = async (ratePerSecond: number): Promise<boolean> => {
    for (let attempt = 0; attempt < 2 && mayRun(); attempt++) {
      const run = await tryRate(ratePerSecond);
      steps.push({ run, holds: rateHolds(run) });
      if (rateHolds(run)) return true;
    }
    return false;
  };

  let good = 0;
  let bad = Infinity;
  let rate = Math.round(startPerSecond);
  while (rate >= 10 && mayRun() && (good === 0 || bad === Infinity)) {
    if (await holds(rate)) good = rate;
    else bad = rate;
    rate = bad === Infinity ? nextUp(good, steps.at(-1)!.run) : Math.round(bad / 1.3);
  }
  for (let bisection = 0; bisection < bisections && good > 0 && bad < Infinity && mayRun(); bisection++) {
    const middle = Math.round((good + bad) / 2);
    if (await holds(middle)) good = middle;
    else bad = middle;
  }
  return steps;
}

/** An event gets cheaper as the rate grows (one write carries many), so the estimate is made anew at each step. */
function nextUp(ratePerSecond: number, { cpuUsPerEvent }: MeasuredRun): number {
  const estimate = cpuUsPerEvent === undefined ? 0 : (0.9 * 1_000_000) / cpuUsPerEvent;
  return Math.round(Math.min(2 * ratePerSecond, Math.max(1.15 * ratePerSecond, estimate)));
}
