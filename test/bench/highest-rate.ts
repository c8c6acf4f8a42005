import type { MeasuredRun } from './measured-path.js';

export const P99_LIMIT_MS = 20;
/** A rate gets this many tries in all, see `highestRate`. */
const MOST_TRIES = 3;

export interface RateStep {
  run: MeasuredRun;
  holds: boolean;
}

export interface RateSearch {
  steps: RateStep[];
  /** The highest rate that held; 0 when none did. */
  perSecond: number;
  /** Runs that it took to see that rate hold: 1 is a clean pass, more say that the machine was restless or the rate near the edge. */
  tries: number;
}

export function rateHolds({ p99Ms, pushes, reports, gaveUp }: MeasuredRun): boolean {
  return !gaveUp && pushes === reports && p99Ms <= P99_LIMIT_MS;
}

/**
 * When a server cannot follow, a queue stands and half of the reports wait in it, so the median shows it; a hiccup of the
 * machine makes some hundredths late and leaves the median where it was.
 */
export function isOverloaded({ gaveUp, p50Ms }: MeasuredRun): boolean {
  return gaveUp || p50Ms > P99_LIMIT_MS;
}

interface Search {
  startPerSecond: number;
  /** A rate that has held on this server already; 0 when none is known. */
  knownGoodPerSecond: number;
  bisections: number;
  /** Runs at most, so that a restless machine does not make the search endless. */
  maxRuns: number;
  /** On the clock of `performance.now()`: no run is begun after it. */
  deadlineMs: number;
  tryRate: (ratePerSecond: number) => Promise<MeasuredRun>;
}

/**
 * Finds the highest rate with p99 within the limit and every push delivered: up or down from a guess, then by halving
 * what is left. A rate at which the server was plainly overloaded is done with after one run. One that failed with a
 * quiet median gets up to three, since on two cores one hiccup of the machine looks just like the end of the road; how
 * many the best rate took is told with it.
 */
export async function highestRate({
  startPerSecond,
  knownGoodPerSecond,
  bisections,
  maxRuns,
  deadlineMs,
  tryRate,
}: Search): Promise<RateSearch> {
  const steps: RateStep[] = [];
  const mayRun = () => steps.length < maxRuns && performance.now() < deadlineMs;
  /** Undefined when there was no room left for a verdict: half a try is no evidence. */
  const holds = async (ratePerSecond: number): Promise<number | undefined> => {
    for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
      if (!mayRun()) return undefined;
      const run = await tryRate(ratePerSecond);
      steps.push({ run, holds: rateHolds(run) });
      if (rateHolds(run)) return attempt;
      if (isOverloaded(run)) return 0;
    }
    return 0;
  };

  let good = knownGoodPerSecond;
  let bad = Infinity;
  let tries = 1;
  const note = async (ratePerSecond: number): Promise<boolean> => {
    const taken = await holds(ratePerSecond);
    if (taken === undefined) return false;
    if (taken === 0) bad = ratePerSecond;
    else [good, tries] = [ratePerSecond, taken];
    return true;
  };

  let rate = Math.round(Math.max(startPerSecond, good + 1));
  while (rate >= 10 && (good === 0 || bad === Infinity)) {
    if (!(await note(rate))) return { steps, perSecond: good, tries };
    rate = bad === Infinity ? nextUp(good, steps.at(-1)!.run) : Math.round(bad / 1.3);
  }
  for (let bisection = 0; bisection < bisections && good > 0 && bad < Infinity; bisection++) {
    if (!(await note(Math.round((good + bad) / 2)))) break;
  }
  return { steps, perSecond: good, tries };
}

/** An event gets cheaper as the rate grows (one write carries many), so the estimate is made anew at each step. */
export function nextUp(ratePerSecond: number, { cpuUsPerEvent }: Pick<MeasuredRun, 'cpuUsPerEvent'>): number {
  const estimate = cpuUsPerEvent === undefined ? 0 : (0.9 * 1_000_000) / cpuUsPerEvent;
  return Math.round(Math.min(2 * ratePerSecond, Math.max(1.15 * ratePerSecond, estimate)));
}
