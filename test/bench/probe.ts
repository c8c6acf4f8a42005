// Loaded into both measured processes (`--import`). On SIGUSR2 it collects garbage and writes what the process holds, so
// that memory a socket is not a matter of when the collector last ran. With BENCH_PROFILE it also records where the time
// goes, from one signal to the next.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

export interface ProbeReading {
  rssKib: number;
  /** Heap in use and memory outside of it that V8 knows of. */
  heldKib: number;
  /** Since the reading before. */
  loopDelayP99Ms: number;
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
  const profiler = process.env.BENCH_PROFILE ? startProfiler() : undefined;
  let readings = 0;

  process.on('SIGUSR2', () => {
    // The timer's own period is no delay.
    const loopDelayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - resolutionMs);
    collectGarbage();
    collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    const reading = { rssKib: rss / 1024, heldKib: (heapUsed + external) / 1024, loopDelayP99Ms };
    profiler?.(join(probeDir, `${process.pid}.cpuprofile`));
    writeWhole(join(probeDir, `${process.pid}-${++readings}.json`), JSON.stringify(reading satisfies ProbeReading));
    delay.reset();
  });
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
