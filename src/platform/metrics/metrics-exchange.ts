// Engines that share a port are asked for their metrics through it, and any of them may get the question. So the one
// that was asked asks its parent, the parent asks all, adds up, and the one that was asked tells.
import cluster, { type Worker } from 'node:cluster';
import { addUp, type Metrics, type MetricsJson } from './metrics.js';

/** Longer than any healthy event loop is held up, shorter than Prometheus waits. */
const ANSWER_WITHIN_MS = 2_000;

interface Message {
  readonly type: 'metrics:all' | 'metrics:sum' | 'metrics:own' | 'metrics:told';
  readonly id: number;
  readonly text?: string;
  readonly metrics?: MetricsJson;
}

/** The metrics of all engine processes; of this one alone, when there is no other. */
export type MetricsOfAll = () => Promise<string>;

/** For an engine process: tells its parent of itself, and asks it for the sum. */
export function joinMetricsExchange(metrics: Metrics): MetricsOfAll {
  if (!cluster.isWorker) return () => metrics.toText();
  const waiting = new Map<number, (text: string) => void>();
  let lastId = 0;
  process.on('message', ({ type, id, text }: Message) => {
    if (type === 'metrics:own') void metrics.toJson().then((own) => send({ type: 'metrics:told', id, metrics: own }));
    if (type === 'metrics:sum') waiting.get(id)?.(text!);
  });
  return async () => {
    const id = (lastId += 1);
    try {
      return await within(2 * ANSWER_WITHIN_MS, (resolve) => {
        waiting.set(id, resolve);
        send({ type: 'metrics:all', id });
      });
    } finally {
      waiting.delete(id);
    }
  };
}

/** For the parent of engine processes. */
export class MetricsParent {
  /**
   * What each process said last. One that does not answer in time is told with that: to leave it out would look like a
   * counter that fell, which Prometheus takes for a restart.
   */
  readonly #last = new Map<number, MetricsJson>();
  readonly #waiting = new Map<number, (metrics: MetricsJson) => void>();
  #lastId = 0;

  /** From when the process listens. */
  add(worker: Worker): void {
    worker.on('message', (message: Message) => {
      if (message.type === 'metrics:told') this.#waiting.get(message.id)?.(message.metrics!);
      if (message.type !== 'metrics:all') return;
      void this.sum().then((text) => reply(worker, { type: 'metrics:sum', id: message.id, text }));
    });
    worker.once('exit', () => this.#last.delete(worker.id));
    this.#last.set(worker.id, []);
  }

  private async sum(): Promise<string> {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => this.#last.has(worker!.id));
    await Promise.all(workers.map((worker) => this.ask(worker!)));
    return addUp([...this.#last.values()]);
  }

  private async ask(worker: Worker): Promise<void> {
    const id = (this.#lastId += 1);
    try {
      const metrics = await within<MetricsJson>(ANSWER_WITHIN_MS, (resolve) => {
        this.#waiting.set(id, resolve);
        reply(worker, { type: 'metrics:own', id });
      });
      if (this.#last.has(worker.id)) this.#last.set(worker.id, metrics);
    } catch {
      // It is told with what it said last.
    } finally {
      this.#waiting.delete(id);
    }
  }
}

function send(message: Message): void {
  if (process.connected) process.send!(message);
}

function reply(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message);
}

function within<T>(ms: number, start: (resolve: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
