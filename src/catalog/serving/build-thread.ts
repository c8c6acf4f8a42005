import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { VersionHead } from '../stored-version.js';
import type { CatalogParts } from './catalog-parts.js';

export interface BuildOrder {
  readonly head: VersionHead;
  readonly version: string;
}

/** What the thread tells: how many blocks it has taken, then the whole, or that it is another version than its name says. */
export type BuildNews = { readonly taken: number } | { readonly parts: CatalogParts | 'other' };

/** Its objects are one offer at a time and what it has learnt of cells; the columns stand outside of its heap. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };
/** On their way to the thread: as many as keep it busy. */
const BLOCKS_AHEAD = 4;

/**
 * Builds the index of a version in a thread of its own, which ends with it: a million offers take some twenty seconds and
 * memory that is given back as a whole. What it built is handed over with its memory, so nothing is copied.
 *
 * @param blockAt a block, packed, or `undefined` when it is gone.
 * @returns `undefined` when a block is gone, or all of them are not what the name of the version says.
 * @throws Error when the thread ends on a fault, or what `blockAt` throws.
 */
export async function buildInThread(
  order: BuildOrder,
  blockAt: (block: number) => Promise<Buffer | undefined>,
): Promise<CatalogParts | undefined> {
  // Of the command line's: it would outdo the thread's own limit. The engine's heap is set up by now and keeps its size.
  setFlagsFromString('--max-semi-space-size=0');
  const worker = new Worker(new URL('./build-thread.entry.js', import.meta.url), {
    workerData: order,
    resourceLimits: MEMORY,
  });
  // A process that ends does not wait for it.
  worker.unref();
  const thread = new BuildThread(worker);
  try {
    for (let block = 0; block < order.head.blocks; block += 1) {
      const packed = await blockAt(block);
      if (!packed) return undefined;
      await thread.give(packed);
    }
    const parts = await thread.parts;
    return parts === 'other' ? undefined : parts;
  } finally {
    await worker.terminate();
  }
}

/** The thread as the one that feeds it sees it. */
class BuildThread {
  readonly parts: Promise<CatalogParts | 'other'>;
  #given = 0;
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(private readonly worker: Worker) {
    this.parts = new Promise((resolve, reject) => {
      worker.on('message', (news: BuildNews) => {
        if ('parts' in news) resolve(news.parts);
        else this.#taken = news.taken;
        this.#wake();
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread that builds catalogs has ended')));
    });
    // Who feeds it meets the fault while waiting for room, or at the end.
    this.parts.catch(() => this.#wake());
  }

  /** Waits for room. @throws Error when the thread has ended. */
  async give(packed: Buffer): Promise<void> {
    while (this.#given - this.#taken >= BLOCKS_AHEAD) {
      await Promise.race([this.parts, new Promise<void>((resolve) => (this.#wake = resolve))]);
    }
    // Of its own, for the memory goes over to the thread; that of a small reply is part of a larger piece.
    const own = new Uint8Array(packed);
    this.worker.postMessage(own, [own.buffer]);
    this.#given += 1;
  }
}
