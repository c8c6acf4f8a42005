import './no-telemetry.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Manifest, ModelFiles } from './manifest.js';
import { ModelFault } from './manifest.js';
import { SESSION_OPTIONS } from './session-options.js';

/** A loaded model. Rows in, one probability a row out. */
export interface Model {
  readonly manifest: Manifest;
  run(matrix: Float32Array, rows: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Loads a model into this thread. The bytes, not the path, are given: a model cannot name other files to open. */
export async function loadModel({ manifest, bytes }: ModelFiles): Promise<Model> {
  const session = await InferenceSession.create(bytes, SESSION_OPTIONS).catch((error: Error) => {
    throw new ModelFault(`The model cannot be loaded: ${error.message}`);
  });
  const { input, output, columns } = manifest;
  if (!session.inputNames.includes(input))
    throw new ModelFault(`The model has no input "${input}", but ${session.inputNames.join(', ')}`);
  if (!session.outputNames.includes(output))
    throw new ModelFault(`The model has no output "${output}", but ${session.outputNames.join(', ')}`);
  const width = columns.length;
  const runOnce = async (matrix: Float32Array, rows: number): Promise<Float32Array> => {
    const results = await session.run({ [input]: new Tensor('float32', matrix, [rows, width]) }, [output]);
    return columnOf(results[output]!.data as Float32Array, rows, manifest.outputColumn ?? 0);
  };
  return {
    manifest,
    run: (matrix, rows) =>
      manifest.batch === undefined ? runOnce(matrix, rows) : runInTurns(runOnce, matrix, rows, width, manifest.batch),
    release: () => session.release(),
  };
}

/** A number a row is the answer itself; of several, one is. */
function columnOf(values: Float32Array, rows: number, column: number): Float32Array {
  const columns = values.length / rows;
  if (columns === 1) return values;
  return Float32Array.from({ length: rows }, (_, row) => values[row * columns + column]!);
}

/** As often as it takes; the last turn is filled up with missing values. */
async function runInTurns(
  run: Model['run'],
  matrix: Float32Array,
  rows: number,
  width: number,
  batch: number,
): Promise<Float32Array> {
  const scores = new Float32Array(rows);
  for (let first = 0; first < rows; first += batch) {
    const count = Math.min(batch, rows - first);
    const turn = new Float32Array(batch * width).fill(NaN);
    turn.set(matrix.subarray(first * width, (first + count) * width));
    scores.set((await run(turn, batch)).subarray(0, count), first);
  }
  return scores;
}
