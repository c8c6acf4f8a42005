import { Worker } from 'node:worker_threads';
import type { Model } from './onnx-model.js';
import type { ModelFiles } from './manifest.js';

interface Answer {
  id: number;
  propensities?: Float32Array;
  fault?: string;
}

/** More than the turnstile lets decide at once. */
const MOST_WAITING = 256;

/** The same model in a thread of its own, for those that would hold up the event loop. The hop costs about 140 µs. */
export async function loadModelInWorker(files: ModelFiles): Promise<Model> {
  const worker = new Worker(new URL('./scoring-thread.js', import.meta.url), { workerData: files });
  const waiting = new Map<number, { resolve(value: Float32Array): void; reject(error: Error): void }>();
  let nextId = 0;
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  worker.on('message', ({ id, propensities, fault }: Answer) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (propensities) caller?.resolve(propensities);
    else caller?.reject(new Error(fault));
  });
  let hasEnded = false;
  worker.on('error', failAll);
  worker.on('exit', () => {
    hasEnded = true;
    failAll(new Error('The scoring thread has ended'));
  });
  return {
    manifest: files.manifest,
    run: (matrix, rows) =>
      new Promise((resolve, reject) => {
        if (hasEnded) return reject(new Error('The scoring thread has ended'));
        // Their callers are long gone with a fallback score; a thread that hangs would keep every matrix.
        if (waiting.size >= MOST_WAITING) return reject(new Error('The scoring thread does not answer'));
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, matrix, rows });
      }),
    release: async () => {
      await worker.terminate();
    },
  };
}
