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
    return scoresIn(results[output]!.data as Float32Array | Float64Array, rows, manifest.outputColumn ?? 0);
  };
  return {
    manifest,
    run: (matrix, rows) =>
      manifest.batch === undefined ? runOnce(matrix, rows) : runInTurns(runOnce, matrix, rows, width, manifest.batch),
    release: () => session.release(),
  };
}

/** Sums of many trees lie this little beyond 0 and 1 for want of digits; what lies further is no probability. */
const ROUNDING = 1e-5;

/** Of several numbers a row one is the score. */
function scoresIn(values: Float32Array | Float64Array, rows: number, column: number): Float32Array {
  const columns = values.length / rows;
  const scores =
    columns === 1 && values instanceof Float32Array
      ? values
      : Float32Array.from({ length: rows }, (_, row) => values[row * columns + column]!);
  for (let row = 0; row < rows; row += 1) {
    const score = scores[row]!;
    if (score < 0 && score >= -ROUNDING) scores[row] = 0;
    else if (score > 1 && score <= 1 + ROUNDING) scores[row] = 1;
  }
  return scores;
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
