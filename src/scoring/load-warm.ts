import type { ModelFiles } from './manifest.js';
import { loadModel, type Model } from './onnx-model.js';
import { loadModelInWorker } from './worker-model.js';

const WARM_RUNS = 60;
const WARM_ROWS = 64;
/** A run that takes longer than this goes to a thread of its own, so that the event loop keeps its beat. */
const INLINE_UP_TO_US = 1_000;
/** Reading a larger file would hold up the event loop for longer than a decision may take. */
const INLINE_UP_TO_BYTES = 1_048_576;

export interface WarmModel {
  readonly model: Model;
  /** Of a run over 64 rows. */
  readonly runUs: number;
  readonly inline: boolean;
}

/**
 * In this thread if the file is small and its runs are short, else in one of its own. What is measured here has the wait for
 * the event loop in it, so that beside much traffic every model looks slow; what is known of it (by its probe, or the start) has not. The shorter counts, or
 * a challenger would be held up by a thread where its champion, loaded at rest, is not.
 */
export async function loadWarm(files: ModelFiles, apart = false): Promise<WarmModel> {
  if (!apart && files.bytes.length <= INLINE_UP_TO_BYTES) {
    const model = await loadModel(files);
    const runUs = Math.min(await warm(model), files.runUs ?? Infinity);
    if (runUs <= INLINE_UP_TO_US) return { model, runUs, inline: true };
    await model.release();
  }
  const model = await loadModelInWorker(files);
  return { model, runUs: await warm(model), inline: false };
}

/**
 * µs of a run over 64 rows, after the first runs have filled caches: the lower quartile, for what else the machine does at
 * this moment says nothing about the model. Half of the values are missing, as in life.
 */
async function warm(model: Model): Promise<number> {
  const width = model.manifest.columns.length;
  const matrix = Float32Array.from({ length: WARM_ROWS * width }, (_, i) => (i % 2 === 0 ? NaN : (i % 7) / 7));
  const timesUs: number[] = [];
  for (let run = 0; run < WARM_RUNS; run += 1) {
    const start = process.hrtime.bigint();
    await model.run(matrix, WARM_ROWS);
    timesUs.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return timesUs.slice(WARM_RUNS / 3).sort((a, b) => a - b)[Math.floor(WARM_RUNS / 6)]!;
}
