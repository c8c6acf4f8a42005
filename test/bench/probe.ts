// Loaded into both measured processes (`--import`). On SIGUSR2 it collects garbage and writes what the process holds, so
// that memory a socket is not a matter of when the collector last ran. With BENCH_PROFILE it also records where the time
// goes, from one signal to the next.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

export interface ProbeReading {
  rssKib: number;
  /** Heap in use and memory outside of it that V8 knows of. */
  heldKib: number;
  /** Since the reading before. */
  loopDelayP99Ms: number;
  /** Collections of garbage since the reading before, without those that a reading asks for itself. */
  gcCount: number;
  /** How long the process stood still for them. */
  gcPauseMs: number;
}

/** A performance entry of type `gc`; the types of Node leave its detail out. */
interface Collection {
  duration: number;
  detail?: { flags?: number };
}

const dir = process.env.BENCH_PROBE_DIR;
if (isMainThread && dir) observe(dir);

function observe(probeDir: string): void {
  mkdirSync(probeDir, { recursive: true });
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const resolutionMs = 10;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const collections = countCollections();
  const profiler = process.env.BENCH_PROFILE ? startProfiler() : undefined;
  let readings = 0;

  process.on('SIGUSR2', () => {
    // The timer's own period is no delay.
    const loopDelayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - resolutionMs);
    const { gcCount, gcPauseMs } = collections();
    collectGarbage();
    collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    const reading = { rssKib: rss / 1024, heldKib: (heapUsed + external) / 1024, loopDelayP99Ms, gcCount, gcPauseMs };
    profiler?.(join(probeDir, `${process.pid}.cpuprofile`));
    writeWhole(join(probeDir, `${process.pid}-${++readings}.json`), JSON.stringify(reading satisfies ProbeReading));
    delay.reset();
  });
}

/** Gives what has been counted since it was last asked. */
function countCollections(): () => { gcCount: number; gcPauseMs: number } {
  let gcCount = 0;
  let gcPauseMs = 0;
  const count = (entries: readonly Collection[]) => {
    for (const { duration, detail } of entries) {
      if ((detail?.flags ?? 0) & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) continue;
      gcCount += 1;
      gcPauseMs += duration;
    }
  };
  const observer = new PerformanceObserver((list) => count(list.getEntries() as Collection[]));
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    count(observer.takeRecords() as Collection[]);
    const counted = { gcCount, gcPauseMs };
    gcCount = 0;
    gcPauseMs = 0;
    return counted;
  };
}

/** The reader must never see half a file. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function startProfiler(): (path: string) => void {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 200 });
  session.post('Profiler.start');
  return (path) => {
    session.post('Profiler.stop', (fault, stopped) => {
      if (!fault) writeWhole(path, JSON.stringify(stopped.profile));
    });
    session.post('Profiler.start');
  };
}
