import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFiles } from './manifest.js';
import { loadModel, type Model } from './onnx-model.js';

const TOLERANCE = 1e-5;
const TIMED_ROWS = 64;
const TIMED_RUNS = 20;

export interface ModelReport {
  readonly name: string;
  readonly parityRows: number;
  /** The middle one of some runs over 64 rows. */
  readonly runMs64: number;
}

interface Parity {
  readonly rows: (number | null)[][];
  readonly expected: number[];
}

/**
 * Loads the model that decides, and runs the rows of which the training noted the answers.
 * @throws ModelFault or Error that says what is wrong with the folder.
 */
export async function checkModel(modelsDir: string): Promise<ModelReport> {
  const directory = join(modelsDir, 'propensity', '1');
  const files = readModelFiles(directory);
  const parity = JSON.parse(readFileSync(join(directory, 'parity.json'), 'utf8')) as Parity;
  const model = await loadModel(files);
  try {
    const scores = await run(model, parity.rows);
    const wrong = parity.expected.filter((expected, i) => !(Math.abs(expected - scores[i]!) <= TOLERANCE)).length;
    if (wrong > 0)
      throw new Error(`${wrong} of ${parity.expected.length} parity rows get another answer than in training`);
    const { name, version } = files.manifest;
    return { name: `${name}/${version}`, parityRows: parity.rows.length, runMs64: await timeRuns(model, parity.rows) };
  } finally {
    await model.release();
  }
}

async function timeRuns(model: Model, rows: Parity['rows']): Promise<number> {
  const timesMs: number[] = [];
  for (let i = 0; i < TIMED_RUNS; i += 1) {
    const startedMs = performance.now();
    await run(model, rows.slice(0, TIMED_ROWS));
    timesMs.push(performance.now() - startedMs);
  }
  return timesMs.sort((a, b) => a - b)[TIMED_RUNS / 2]!;
}

function run(model: Model, rows: Parity['rows']): Promise<Float32Array> {
  return model.run(
    Float32Array.from(rows.flat(), (cell) => cell ?? NaN),
    rows.length,
  );
}
