import { Worker } from 'node:worker_threads';
import type { UploadInspection } from './inspect-upload.js';

const LONGEST_MS = 30_000;
/** Ten times the largest file, and what is made of it. */
const MEMORY_MEGABYTES = 768;

/** Looks at a model in a thread of its own: to read it takes a tenth of a second a megabyte. @throws Error when it ends badly. */
export async function inspectApart(bytes: Uint8Array): Promise<UploadInspection> {
  const worker = new Worker(new URL('./inspection-thread.entry.js', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<UploadInspection>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the inspection took too long')), LONGEST_MS);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the inspection ended early')));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
