import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { MetricsParent } from './platform/metrics/metrics-exchange.js';
import type { Logger } from './platform/log.js';

/** What runs here: the engine itself, or the parent of several engines that share one port. */
export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** Longer than a drain takes. */
const STOP_MS = 15_000;
/** The wait before a process that ended is replaced doubles from one failure to the next. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** Who has run this long has started well. */
const HEALTHY_MS = 30_000;

/** A child ended before it listened. It has told why. */
export class ChildEnded extends Error {
  override readonly name = 'ChildEnded';
}

/**
 * Engines in processes of their own behind one port, since one process uses one core. They share nothing but Redis; the
 * operating system's connections are dealt out in turn, and a web socket stays where it was opened. One that ends is
 * replaced.
 * @throws ChildEnded when one cannot be started.
 */
export async function startProcesses(count: number, log: Logger): Promise<Running> {
  let isStopping = false;
  let waitMs = FIRST_WAIT_MS;
  const metrics = new MetricsParent();

  async function startOne(): Promise<number> {
    const worker = cluster.fork();
    // What is sent to one that has just died fails before its end is known: its end is what tells.
    worker.on('error', (error) => log.warn({ worker: worker.process.pid, err: error }, 'a message came too late'));
    const port = await listening(worker);
    const startedMs = Date.now();
    metrics.add(worker);
    worker.once('exit', (code, signal) => {
      if (isStopping) return;
      waitMs = Date.now() - startedMs > HEALTHY_MS ? FIRST_WAIT_MS : Math.min(2 * waitMs, LONGEST_WAIT_MS);
      log.error({ worker: worker.process.pid, code, signal, waitMs }, 'an engine process ended and will be replaced');
      replaceLater();
    });
    return port;
  }

  function replaceLater(): void {
    setTimeout(() => {
      if (isStopping) return;
      startOne().catch(() => {
        waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
        replaceLater();
      });
    }, waitMs);
  }

  async function stop(): Promise<void> {
    isStopping = true;
    await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => end(worker!)));
  }

  try {
    // The first one alone: what is wrong with the settings is told once, and what is made at the first start is made once.
    const port = await startOne();
    await Promise.all(Array.from({ length: count - 1 }, startOne));
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listening(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('exit', () => reject(new ChildEnded('an engine process ended before it listened')));
    worker.on('message', (message: { type?: string; port?: number }) => {
      if (message.type === 'listening' && message.port !== undefined) resolve(message.port);
    });
  });
}

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = once(worker, 'exit');
  const killer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MS);
  worker.process.kill('SIGTERM');
  await ended;
  clearTimeout(killer);
}
