import type { BarePath } from './bare-path.js';
import { trustOf } from './floors.js';
import { formatSpread, formatTable, rounded, spreadOf, type PathFigures } from './figures.js';
import { rateHolds } from './highest-rate.js';
import type { LatencyPhase } from './latency-phase.js';
import type { MeasuredRun } from './measured-path.js';
import type { ProbeReading } from './probe.js';
import type { StageTime } from './stage-times.js';
import { bestRates, type ThroughputPhase } from './throughput-phase.js';

export interface Measured {
  latency: LatencyPhase;
  busy: LatencyPhase;
  throughput: ThroughputPhase;
  kibPerSocket: { bare: number; engine: number };
  /** Of the processes over the busy runs. */
  readings: { bare: ProbeReading; engine: ProbeReading };
  stages: readonly StageTime[];
  scoredInSample: number | undefined;
  loadBefore: number | undefined;
}

const LATENCIES = ['p50Ms', 'p99Ms', 'p999Ms'] as const;

export type BenchFigures = ReturnType<typeof report>['figures'];

/** The table for people and the object for machines. */
export function report(measured: Measured, bare: BarePath, bench: { quick: boolean; tookSeconds: number }) {
  const { latency, busy, throughput, kibPerSocket, readings, stages } = measured;
  const rates = {
    bare: ratesOf(throughput.bare, [...latency.bare, ...busy.bare]),
    engine: ratesOf(throughput.engine, [...latency.engine, ...busy.engine]),
  };
  const figures = {
    bare: { ...latencyFigures(latency.bare), perSecond: spreadOf(rates.bare).median },
    engine: { ...latencyFigures(latency.engine), perSecond: spreadOf(rates.engine).median },
  };
  const ratioP50 = spreadOf(latency.engine.map((run, index) => run.p50Ms / latency.bare[index]!.p50Ms));
  // Few reports let the cores fall asleep in between, and then it is their waking that is measured; the floors were not.
  const trust = trustOf({ p50Ms: latencyFigures(busy.bare).p50Ms, perSecond: figures.bare.perSecond }, bare.runUs);
  const cpuUs = { bare: cpuUsOf(busy.bare), engine: cpuUsOf(busy.engine) };
  const loopDelayP99Ms = { bare: readings.bare.loopDelayP99Ms, engine: readings.engine.loopDelayP99Ms };
  const gc = { bare: gcOf(readings.bare, busy.bare), engine: gcOf(readings.engine, busy.engine) };
  const tries = triesOf(throughput);
  const silences = sumSilences([...latency.engine, ...busy.engine]);

  const perPath = (name: string, of: (path: 'bare' | 'engine') => string) => [name, of('bare'), of('engine')];
  const lines = [
    formatTable([
      ['median (min-max)', 'bare path', 'engine'],
      ...[latency, busy].flatMap((phase) =>
        LATENCIES.map((key) =>
          perPath(`${key.replace('Ms', '')} at ${phase.bare[0]!.ratePerSecond}/s, ms`, (path) =>
            formatSpread(spreadOf(phase[path].map((run) => run[key])), 2),
          ),
        ),
      ),
      perPath('highest rate with p99 <= 20 ms, /s', (path) => formatSpread(spreadOf(rates[path]), 0)),
      perPath(
        `processor time an event at ${busy.bare[0]!.ratePerSecond}/s, µs`,
        (path) => cpuUs[path]?.toFixed(0) ?? '-',
      ),
      perPath('memory an idle socket, KiB', (path) => kibPerSocket[path].toFixed(1)),
      perPath(`event-loop delay p99 at ${busy.bare[0]!.ratePerSecond}/s, ms`, (path) =>
        loopDelayP99Ms[path].toFixed(1),
      ),
      perPath(
        `garbage pauses at ${busy.bare[0]!.ratePerSecond}/s`,
        (path) => `${(gc[path].pauseShare * 100).toFixed(1)} % in ${gc[path].count}`,
      ),
      perPath('runs that the best rate took', (path) => tries[path].join(', ') || '-'),
      ['Redis bytes a decision', '-', formatSpread(spreadOf(latency.bytesPerDecision), 0)],
      ['p50 over the bare path', '1', formatSpread(ratioP50, 2)],
    ]),
    ...(stages.length > 0 ? ['', stageTable(stages)] : []),
    ...(Object.keys(silences).length > 0 ? [`Reports without a push: ${JSON.stringify(silences)}`] : []),
    ...(trust.trusted ? [] : [`This run is not to be trusted: ${trust.why.join('; ')}.`]),
  ];

  const told = {
    bare: roundedFigures(figures.bare),
    engine: roundedFigures(figures.engine),
    ratioP50: rounded(ratioP50.median),
    kibPerSocket: rounded(kibPerSocket.engine),
    bytesPerDecision: Math.round(spreadOf(latency.bytesPerDecision).median),
    cpuUsPerEvent: cpuUs.engine === undefined ? null : Math.round(cpuUs.engine),
    trusted: trust.trusted,
    ...(trust.trusted ? {} : { why: trust.why }),
    busy: {
      perSecond: busy.bare[0]!.ratePerSecond,
      bare: roundedFigures(latencyFigures(busy.bare)),
      engine: roundedFigures(latencyFigures(busy.engine)),
    },
    floor: roundedFigures(trust.floor),
    silences,
    scoredInSample: measured.scoredInSample ?? null,
    spread: {
      ratioP50: roundedFigures({ ...ratioP50 }),
      barePerSecond: rates.bare,
      enginePerSecond: rates.engine,
    },
    bareKibPerSocket: rounded(kibPerSocket.bare),
    bareCpuUsPerEvent: cpuUs.bare === undefined ? null : Math.round(cpuUs.bare),
    loopDelayP99Ms: roundedFigures(loopDelayP99Ms),
    gc: { bare: roundedFigures(gc.bare), engine: roundedFigures(gc.engine) },
    tries,
    stagesUs: Object.fromEntries(stages.map(({ stage, meanUs }) => [stage, rounded(meanUs)])),
    modelRunUs: Math.round(bare.runUs),
    loadBefore: measured.loadBefore ?? null,
    quick: bench.quick,
    tookSeconds: Math.round(bench.tookSeconds),
  };
  return { text: lines.join('\n'), figures: told };
}

function stageTable(stages: readonly StageTime[]): string {
  const rows = stages.map(({ stage, count, meanUs }) => [stage, meanUs.toFixed(0), `${count}`]);
  return formatTable([['stage of a decision', 'mean µs', 'times'], ...rows]);
}

/** The server stands idle while it is the turn of the other one, so its pauses are set against its own runs. */
function gcOf(
  { gcCount, gcPauseMs }: ProbeReading,
  runs: readonly MeasuredRun[],
): { count: number; pauseShare: number } {
  const loadedMs = runs.reduce((sum, { tookMs }) => sum + tookMs, 0);
  return { count: gcCount, pauseShare: gcPauseMs / loadedMs };
}

function triesOf({ bare, engine }: ThroughputPhase): { bare: number[]; engine: number[] } {
  const of = (searches: ThroughputPhase['bare']) =>
    searches.filter(({ perSecond }) => perSecond > 0).map(({ tries }) => tries);
  return { bare: of(bare), engine: of(engine) };
}

function latencyFigures(runs: readonly MeasuredRun[]): Omit<PathFigures, 'perSecond'> {
  const median = (key: (typeof LATENCIES)[number]) => spreadOf(runs.map((run) => run[key])).median;
  return { p50Ms: median('p50Ms'), p99Ms: median('p99Ms'), p999Ms: median('p999Ms') };
}

/** The rate of each search; where none found one (or there was no time for any), the highest steady rate that held. */
function ratesOf(searches: ThroughputPhase['bare'], steady: readonly MeasuredRun[]): number[] {
  const found = bestRates(searches);
  if (found.length > 0) return found;
  return [Math.max(0, ...steady.filter(rateHolds).map((run) => run.ratePerSecond))];
}

/** At a fixed rate, so that runs can be compared: an event gets cheaper the more of them share a wake-up and a write. */
function cpuUsOf(runs: readonly MeasuredRun[]): number | undefined {
  const known = runs.flatMap(({ cpuUsPerEvent }) => (cpuUsPerEvent === undefined ? [] : [cpuUsPerEvent]));
  return known.length === 0 ? undefined : spreadOf(known).median;
}

function sumSilences(runs: readonly MeasuredRun[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { silences } of runs) {
    for (const [code, count] of Object.entries(silences)) sum[code] = (sum[code] ?? 0) + count;
  }
  return sum;
}

function roundedFigures<T extends object>(figures: T): T {
  return Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, rounded(value as number)])) as T;
}
