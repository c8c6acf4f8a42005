import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { checkFile } from '../../src/release/onnx/check-file.js';
import { readModel } from '../../src/release/onnx/message.js';
import { SESSION_OPTIONS } from '../../src/scoring/session-options.js';
import { checkModel, furthest } from './check-model.js';
import { datasetFile } from './datasets.js';

/** How far from what the native library says, over all that can be compared. */
export interface KnownFigure {
  readonly file: string;
  readonly numbers: number;
  readonly furthest: number;
  readonly note?: string;
}

interface Classifiers {
  readonly X_test: readonly number[][];
  readonly lgb_predict: readonly number[][];
  readonly xgb_predict: readonly number[][];
}

interface Regressors {
  readonly X: readonly number[][];
  readonly LR_predict: readonly number[];
}

/** All numbers of `expected/` but those of nearest neighbours, which no part of the engine runs. */
export async function knownAnswers(folder: string): Promise<KnownFigure[]> {
  const { X_test, lgb_predict, xgb_predict } = read<Classifiers>('spuro_classifiers.json');
  const regressors = read<Regressors>('spuro_regressors.json');
  return [
    await byClass('lightgbm_spuro.onnx', 'probability_tensor', X_test, lgb_predict, folder),
    await byClass('xgboost_spuro.onnx', 'probabilities', X_test, xgb_predict, folder),
    await linear('sklearn_linear_regressor_spuro.onnx', regressors),
    { file: 'sklearn_knn_regressor_spuro.onnx', numbers: 0, furthest: 0, note: 'not run: it has a loop' },
  ];
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(datasetFile('onnx_models', 'expected', name), 'utf8')) as T;
}

/** The command tells one class at a time: it is asked for each. */
async function byClass(
  file: string,
  output: string,
  rows: readonly number[][],
  wanted: readonly number[][],
  folder: string,
): Promise<KnownFigure> {
  let far = 0;
  const classes = wanted[0]!.length;
  for (let place = 0; place < classes; place += 1) {
    const path = datasetFile('onnx_models', 'tabular', file);
    const { scores } = await checkModel(path, folder, { rows, output: `${output}[${place}]` });
    const column = wanted.map((row) => row[place]!);
    far = Math.max(far, furthest(scores, column));
  }
  return { file, numbers: wanted.length * classes, furthest: far };
}

/**
 * A regression is refused, so that no command tells its answers. Once the reader has let it pass it is run as the engine runs
 * a model. Its answers are some hundreds, as floats of 32 bits: they are compared by their share.
 */
async function linear(file: string, { X, LR_predict }: Regressors): Promise<KnownFigure> {
  const bytes = readFileSync(datasetFile('onnx_models', 'tabular', file));
  const [fault] = checkFile(readModel(bytes), bytes);
  if (fault) throw new Error(`${file}: ${fault.message}`);
  const session = await InferenceSession.create(bytes, SESSION_OPTIONS);
  const feeds = {
    [session.inputNames[0]!]: new Tensor('float32', Float32Array.from(X.flat()), [X.length, X[0]!.length]),
  };
  const answers = await session.run(feeds);
  const found = Array.from(answers[session.outputNames[0]!]!.data as Float32Array);
  const shares = found.map((value, i) => value / LR_predict[i]!);
  const ones = LR_predict.map(() => 1);
  return {
    file,
    numbers: found.length,
    furthest: furthest(shares, ones),
    note: 'as a share; raw, by the engine’s runtime',
  };
}
