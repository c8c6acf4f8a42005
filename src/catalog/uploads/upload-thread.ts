import { Worker } from 'node:worker_threads';
import type { TenantId } from '../../core/types/ids.js';
import type { Settings } from '../../platform/config/settings.js';
import { Unreadable } from '../import/unreadable.js';
import type { UploadRecord } from './upload-record.js';
import type { UploadResult } from './upload.job.js';

/** What the thread is given. */
export interface ThreadTask {
  readonly settings: Settings;
  readonly tenant: TenantId;
  readonly record: UploadRecord;
  readonly folder: string;
  /** Under which the version is written: two that work on the same upload, one of them given up, do not meet. */
  readonly draft: string;
}

/** What the thread tells: rows as it goes, then how it ended. */
export type ThreadWord =
  | { readonly rows: number }
  | { readonly result: UploadResult }
  | { readonly refused: Pick<Unreadable, 'code' | 'message' | 'about'> };

/** Two million ids, and digests of what serves, are the most that is held; a file that takes more ends its own thread only. */
const MEMORY = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 32 };

/**
 * Works on an upload in a thread of its own: it computes for as long as the file is, and all that it holds goes with it.
 * @throws Unreadable when the file is refused; the reason of `signal` when that ends it; Error when the thread broke.
 */
export function runUploadThread(
  task: ThreadTask,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<UploadResult> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./upload-thread.entry.js', import.meta.url), {
      workerData: task,
      resourceLimits: MEMORY,
    });
    const abort = () => void thread.terminate().then(() => reject(signal.reason as Error));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    thread.on('message', (word: ThreadWord) => {
      if ('rows' in word) return onRows(word.rows);
      if ('result' in word) resolve(word.result);
      else reject(new Unreadable(word.refused.code, word.refused.message, word.refused.about));
    });
    thread.once('error', (error) => reject(isOutOfMemory(error) ? tooMuch() : error));
    thread.once('exit', () => {
      signal.removeEventListener('abort', abort);
      if (!signal.aborted) reject(new Error('the thread that checks an upload ended without a word'));
    });
  });
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** A fault of the file: done again, it would take as much again. */
function tooMuch(): Unreadable {
  const message = `to check it takes more than ${MEMORY.maxOldGenerationSizeMb} MB of memory; split the file`;
  return new Unreadable('FILE_TOO_LARGE', message);
}
