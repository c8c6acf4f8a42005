import { Worker } from 'node:worker_threads';
import { answerTo, type Answer, type Question } from './asking.js';
import { chunksOf } from './chunks.js';
import type { Answers, ExportOrder } from './export-order.js';
import type { Chunk } from './formats/chunk.js';

/** Who makes pieces of the file from its part of the decisions. */
export interface Reader {
  /** Nothing at its end. @throws Error when it met a fault, or was stopped. */
  next(): Promise<Chunk | undefined>;
  /** What it was at is dropped at once. */
  stop(): Promise<void>;
}

/** What a thread asks and tells. */
export type ThreadNews = Question | { readonly chunk: Chunk | undefined };

/** What a thread is told: to make the next piece, or an answer. */
export type ThreadWord = 'next' | Answer;

/** A row group, the numbers of a day, and the secrets and offers that are known; most of it outside of the heap. */
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };

/** Reads in this thread: for what takes less time than a thread takes to start. */
export function readHere(order: ExportOrder, answers: Answers): Reader {
  const chunks = chunksOf(order, answers);
  let isStopped = false;
  return {
    async next() {
      const { value } = await chunks.next();
      // Or what was stopped would look like a file that is whole.
      if (isStopped) throw new Error('the reader of segments was stopped');
      return value as Chunk | undefined;
    },
    async stop() {
      isStopped = true;
      await chunks.return(undefined);
    },
  };
}

/**
 * Reads in a thread of its own, one piece ahead. It has no Redis and no catalogs: it asks for what it takes of them, a batch
 * of decisions at a time.
 */
export class ThreadReader implements Reader {
  readonly #thread: Worker;
  #coming!: Promise<Chunk | undefined>;
  #resolve!: (chunk: Chunk | undefined) => void;
  #reject!: (error: Error) => void;

  constructor(
    order: ExportOrder,
    private readonly answers: Answers,
  ) {
    const entry = new URL('./reader.entry.js', import.meta.url);
    this.#thread = new Worker(entry, { workerData: order, resourceLimits: MEMORY });
    // A process that ends does not wait for it.
    this.#thread.unref();
    this.#thread.on('message', (news: ThreadNews) => {
      if ('chunk' in news) this.#resolve(news.chunk);
      else void this.answer(news);
    });
    this.#thread.once('error', (error) => this.#reject(error as Error));
    this.#thread.once('exit', () => this.#reject(new Error('the thread that reads segments has ended')));
    this.order();
  }

  async next(): Promise<Chunk | undefined> {
    const chunk = await this.#coming;
    if (chunk) this.order();
    return chunk;
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }

  private order(): void {
    this.#coming = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who waits for it hears of it; nobody may.
    this.#coming.catch(() => undefined);
    this.tell('next');
  }

  private async answer(question: Question): Promise<void> {
    try {
      this.tell(await answerTo(question, this.answers));
    } catch (error) {
      this.#reject(error as Error);
      this.tell({ ask: question.ask, isFault: true });
    }
  }

  private tell(word: ThreadWord): void {
    this.#thread.postMessage(word);
  }
}
