import type { LoadProcess } from './load-process.js';
import { measureRun, type MeasuredPath, type MeasuredRun } from './measured-path.js';
import type { Plan } from './options.js';
import { highestRate, type RateStep } from './highest-rate.js';
import { METRES_PER_REPORT } from './walk.js';

export interface ThroughputPhase {
  /** One search for each repetition. */
  bare: RateStep[][];
  engine: RateStep[][];
}

/** Searches by turns; each starts from what the one before has found. */
export async function measureThroughput(
  load: LoadProcess,
  paths: { bare: MeasuredPath; engine: MeasuredPath },
  { throughput, busy }: Plan,
  endMs: number,
  say: (words: string) => void,
): Promise<ThroughputPhase> {
  const phase: ThroughputPhase = { bare: [], engine: [] };
  const { warmupSeconds, measureSeconds, bisections, maxRuns } = throughput;
  const searches = Array.from({ length: throughput.repetitions }, () => ['bare', 'engine'] as const).flat();
  for (const [done, name] of searches.entries()) {
    // What is left of the time is shared out evenly, so that a slow path does not use up that of the other.
    const deadlineMs = performance.now() + (endMs - performance.now()) / (searches.length - done);
    const found = bestRates(phase[name]).at(-1);
    const search = await highestRate({
      startPerSecond: found ?? busy.ratePerSecond,
      bisections,
      maxRuns,
      deadlineMs,
      tryRate: async (ratePerSecond) => {
        const order = { ratePerSecond, warmupSeconds, measureSeconds, metresPerStep: METRES_PER_REPORT };
        const run = await measureRun(load, paths[name], order);
        say(`${name} ${describeRun(run)}`);
        return run;
      },
    });
    phase[name].push(search);
  }
  return phase;
}

function describeRun({ ratePerSecond, reports, pushes, p50Ms, p99Ms, sendLagP99Ms, gaveUp, silences }: MeasuredRun) {
  const times = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, client late by ${sendLagP99Ms.toFixed(1)} ms`;
  if (gaveUp) return `${ratePerSecond}/s: too far behind, stopped`;
  if (pushes === reports) return `${ratePerSecond}/s: ${times}`;
  return `${ratePerSecond}/s: ${pushes} of ${reports} pushed, ${times}; ${JSON.stringify(silences)}`;
}

/** The best rate of each search that found one. */
export function bestRates(searches: readonly RateStep[][]): number[] {
  return searches
    .map((steps) => Math.max(0, ...steps.filter((step) => step.holds).map((step) => step.run.ratePerSecond)))
    .filter((rate) => rate > 0);
}
