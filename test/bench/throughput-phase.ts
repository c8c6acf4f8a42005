import type { LoadProcess } from './load-process.js';
import { measureRun, type MeasuredPath, type MeasuredRun } from './measured-path.js';
import type { LatencyPhase } from './latency-phase.js';
import type { Plan } from './options.js';
import { highestRate, isOverloaded, nextUp, rateHolds, type RateSearch } from './highest-rate.js';
import { METRES_PER_REPORT } from './walk.js';

export interface ThroughputPhase {
  /** One search for each repetition. */
  bare: RateSearch[];
  engine: RateSearch[];
}

/**
 * Searches by turns; each starts from what the one before has found, the first from what the busy runs have shown: the
 * rate that they held is not measured again.
 */
export async function measureThroughput(
  load: LoadProcess,
  paths: { bare: MeasuredPath; engine: MeasuredPath },
  busy: Pick<LatencyPhase, 'bare' | 'engine'>,
  { throughput }: Plan,
  endMs: number,
  say: (words: string) => void,
): Promise<ThroughputPhase> {
  const phase: ThroughputPhase = { bare: [], engine: [] };
  const { warmupSeconds, measureSeconds, bisections, maxRuns } = throughput;
  const searches = Array.from({ length: throughput.repetitions }, () => ['bare', 'engine'] as const).flat();
  for (const [done, name] of searches.entries()) {
    // What is left of the time is shared out evenly, so that a slow path does not use up that of the other.
    const deadlineMs = performance.now() + (endMs - performance.now()) / (searches.length - done);
    const known = knownGood(busy[name]);
    const found = bestRates(phase[name]).at(-1) ?? 0;
    const busyRun = busy[name].at(-1)!;
    const guess = known > 0 ? nextUp(known, busyRun) : belowIfOverloaded(busyRun);
    const search = await highestRate({
      startPerSecond: found > known ? found : guess,
      knownGoodPerSecond: known,
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

/** The busy rate, when most of its runs held; 0 otherwise. */
function knownGood(runs: readonly MeasuredRun[]): number {
  const held = runs.filter(rateHolds);
  return held.length * 2 > runs.length ? held[0]!.ratePerSecond : 0;
}

/** Going up again from there is quicker than another run that falls behind. */
function belowIfOverloaded(run: MeasuredRun): number {
  return isOverloaded(run) ? run.ratePerSecond / 1.3 : run.ratePerSecond;
}

/** The best rate of each search that found one. */
export function bestRates(searches: readonly RateSearch[]): number[] {
  return searches.map(({ perSecond }) => perSecond).filter((rate) => rate > 0);
}
