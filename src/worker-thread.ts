import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { SegmentState } from './archive/segment-state.js';
import type { Settings } from './platform/config/settings.js';
import type { Logger } from './platform/log.js';

/** What the thread tells after each change. */
export interface ThreadNews {
  readonly written: number;
  readonly fault?: string;
}

/** Its objects are a few records at a time. */
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };
/** What was fetched and not yet written is fetched again at the next start. */
const STOP_MS = 2_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;

/**
 * The worker beside an engine: in a thread of its own, with its own connection to Redis, for compressing and sealing
 * records takes a tenth of a millisecond each that decisions would wait for. A thread that ends is started again.
 */
export class WorkerThread {
  #thread?: Worker;
  #restart?: NodeJS.Timeout;
  #waitMs = FIRST_WAIT_MS;
  /** By threads that have ended. */
  #writtenBefore = 0;
  #isStopping = false;

  constructor(
    private readonly settings: Settings,
    private readonly log: Logger,
    private readonly state: SegmentState,
  ) {}

  start(): void {
    // Of the command line's: it would outdo the thread's own limit. The engine's heap is set up by now and keeps its size.
    setFlagsFromString('--max-semi-space-size=0');
    const workerData = { ...this.settings, PROXIMA_ROLE: 'worker' } satisfies Settings;
    const thread = new Worker(new URL('./worker-thread.entry.js', import.meta.url), {
      workerData,
      resourceLimits: MEMORY,
    });
    this.#thread = thread;
    thread.on('message', ({ written, fault }: ThreadNews) => {
      this.#waitMs = FIRST_WAIT_MS;
      this.state.change(this.#writtenBefore + written, fault);
    });
    thread.on('error', (error) => this.log.error(error, 'the thread that writes segments met a fault'));
    thread.once('exit', () => this.ended());
  }

  /** Lets it finish what it is writing. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const thread = this.#thread;
    if (!thread) return;
    const ended = once(thread, 'exit');
    const killer = setTimeout(() => void thread.terminate(), STOP_MS);
    thread.postMessage('stop');
    await ended;
    clearTimeout(killer);
  }

  private ended(): void {
    this.#thread = undefined;
    if (this.#isStopping) return;
    this.#writtenBefore = this.state.written;
    this.state.failed('ENDED');
    this.log.error({ waitMs: this.#waitMs }, 'the thread that writes segments ended and will be started again');
    this.#restart = setTimeout(() => this.start(), this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
  }
}
