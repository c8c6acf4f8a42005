// One second of one tenant: each engine process counts its own part, and whoever has watchers adds the parts up.
import { build, decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { FiguresTick } from '../contract/console.js';
import type { Counted } from '../engine/tenant-feed.js';

/** What one process counted. */
export interface FiguresPart extends Counted {
  readonly sockets: number;
}

/** Parts come a little early or late. One that waited longer than this is told together with the next. */
const MOST_WAITING = 2;

/** The parts that wait to be told: one of each process goes into each tick, so that none counts twice or is lost. */
export class FiguresBoard {
  readonly #waiting = new Map<string, FiguresPart[]>();

  add(process: string, part: FiguresPart): void {
    const parts = this.#waiting.get(process);
    if (parts) parts.push(part);
    else this.#waiting.set(process, [part]);
  }

  /** The parts of one tick: a list for each process that told one. */
  take(): FiguresPart[][] {
    const taken: FiguresPart[][] = [];
    for (const [process, parts] of this.#waiting) {
      // A process of which nothing waits has gone, or will be here anew with its next part.
      if (parts.length === 0) this.#waiting.delete(process);
      else taken.push(parts.splice(0, parts.length > MOST_WAITING ? parts.length : 1));
    }
    return taken;
  }
}

/** `leftOut`: samples that fell away where they were gathered for sending. */
export function addUpFigures(at: number, byProcess: readonly FiguresPart[][], leftOut: number): FiguresTick {
  const parts = byProcess.flat();
  const latencies = addUpLatencies(parts);
  return {
    at: new Date(at).toISOString(),
    processes: byProcess.length,
    sockets: byProcess.reduce((sum, told) => sum + told.at(-1)!.sockets, 0),
    reportsPerSecond: rateOf(byProcess, ({ reports }) => reports),
    decisionsPerSecond: rateOf(byProcess, ({ decisions }) => decisions),
    pushesPerSecond: rateOf(byProcess, ({ pushes }) => pushes),
    answersPerSecond: rateOf(byProcess, ({ answers }) => answers),
    silences: addUpCounts(parts.map(({ silences }) => silences)),
    feedback: addUpCounts(parts.map(({ feedback }) => feedback)),
    ...(latencies.totalCount > 0
      ? { p50Ms: toMs(latencies.getValueAtPercentile(50)), p99Ms: toMs(latencies.getValueAtPercentile(99)) }
      : {}),
    leftOut: parts.reduce((sum, part) => sum + part.leftOut, leftOut),
  };
}

/** Each process by its own stretch of time, which is a second more or less. */
function rateOf(byProcess: readonly FiguresPart[][], count: (part: FiguresPart) => number): number {
  const perSecond = byProcess.reduce((sum, parts) => {
    const spanMs = parts.reduce((total, part) => total + part.spanMs, 0);
    return sum + (parts.reduce((total, part) => total + count(part), 0) * 1000) / Math.max(spanMs, 1);
  }, 0);
  return Math.round(perSecond * 10) / 10;
}

function addUpCounts(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const one of counts) {
    for (const [name, count] of Object.entries(one)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}

function addUpLatencies(parts: readonly FiguresPart[]) {
  const sum = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 2,
  });
  for (const { latencies } of parts) if (latencies) sum.add(decodeFromCompressedBase64(latencies));
  return sum;
}

function toMs(microseconds: number): number {
  return Math.round(microseconds / 10) / 100;
}
