import type { ProbeCode } from '../scoring/probe/probe-report.js';
import type { FileCode } from './onnx/check-file.js';
import type { StampCode } from './read-stamp.js';

export type ModelCode = FileCode | ProbeCode | StampCode;

/** Who wrote a file, as far as it says so. OnnxMLTools writes those of LightGBM and of XGBoost, and does not say which. */
export type Exporter = 'scikit-learn' | 'OnnxMLTools' | 'CatBoost' | 'PyTorch' | 'unknown';

/** How a model is mended: for everybody, and where an exporter has a switch of its own for it, by that. */
interface Advice {
  readonly general: string;
  readonly by?: Partial<Record<Exporter, string>>;
}

const ONE_MATRIX =
  'give the model one float32 input of rows and columns, the columns in the order of your manifest; encode categories by features such as "category=bar", which the engine delivers as 0 and 1';

const ONE_FLOAT_INPUT = "initial_types=[('features', FloatTensorType([None, WIDTH]))]";

const ADVICE: Record<ModelCode, Advice> = {
  TOO_LARGE: { general: 'fewer or shallower trees, or a smaller network: 50 MiB are the most' },
  NOT_ONNX: { general: 'upload the .onnx file itself, whole, as the exporter wrote it: neither zipped nor pickled' },
  NO_GRAPH: { general: 'export the model anew: the file has nothing to run' },
  EXTERNAL_DATA: {
    general: 'save the weights within the file: onnx.save(model, path, save_as_external_data=False)',
    by: { PyTorch: 'torch.onnx.export(..., external_data=False)' },
  },
  TRAINING_INFO: { general: 'export the model for inference: without training_info' },
  LOCAL_FUNCTIONS: {
    general: 'onnx.inliner.inline_local_functions(model)',
    by: {
      PyTorch: 'torch.onnx.export(..., dynamo=True, optimize=True), or onnx.inliner.inline_local_functions(model)',
    },
  },
  FOREIGN_DOMAIN: {
    general: 'use the operators of ONNX alone (domains ai.onnx and ai.onnx.ml): export before optimising for a runtime',
    by: {
      'scikit-learn':
        "to_onnx without converters of your own; optim='cdist' is of a runtime, and nearest neighbours without it need a loop: choose trees or a linear model",
      PyTorch:
        'torch.onnx.export(..., custom_translation_table=...), which puts operators of ONNX in the place of yours',
    },
  },
  OPERATOR_NOT_ALLOWED: {
    general:
      'choose a model that is made of numbers alone: trees, linear models, networks; no loops, no chance, no text',
    by: {
      'scikit-learn':
        'nearest neighbours and Gaussian processes need a loop: choose trees or a linear model; encode text before the model',
      PyTorch: 'call model.eval() before the export, and unroll loops',
    },
  },
  SUBGRAPH: {
    general: 'choose a model without branches and loops: If, Loop and Scan are not run',
    by: { 'scikit-learn': 'nearest neighbours need Scan: choose trees or a linear model' },
  },
  TOO_MANY_NODES: { general: 'simplify the graph: 5,000 nodes are the most; trees are one node however many they are' },
  TENSOR_SIZE: {
    general:
      'export the model anew: a tensor holds another number of values than it claims, or far too many, or as many as a feature says',
  },
  GRAPH_ORDER: {
    general: 'run onnx.checker.check_model(model) and export anew: the nodes do not follow on each other',
  },
  STAMP_MISSING: {
    general:
      'say what the columns are: models/train/run stamp, or npm run model -- upload FILE --manifest manifest.json',
  },
  STAMP_INVALID: { general: 'mend the manifest as the message says; its form stands in docs/data-scientists.md' },
  COLUMN_UNKNOWN: { general: 'GET /v1/features tells every column that the engine serves' },
  FEATURE_CHANGED: {
    general: 'train anew on decisions that were exported since: the engine computes the feature in another way by now',
  },
  PARITY: {
    general:
      'run the rows with onnxruntime and compare: an exporter that computes in double, or a pipeline step that was not exported, gives other answers',
    by: {
      'scikit-learn':
        "convert with to_onnx(model, X.astype('float32')) and predict on float32: thresholds of trees move",
      OnnxMLTools: 'predict on float32 in training as well: thresholds of trees move',
    },
  },
  NOT_LOADABLE: {
    general: 'check with onnxruntime.InferenceSession; export with opset 17 (ai.onnx.ml 3) and float32',
    by: {
      'scikit-learn': "to_onnx(model, X.astype('float32'), target_opset={'': 17, 'ai.onnx.ml': 3})",
      OnnxMLTools: 'convert_lightgbm or convert_xgboost (model, initial_types, target_opset=15)',
    },
  },
  INPUT_COUNT: {
    general: ONE_MATRIX,
    by: {
      'scikit-learn':
        "fit on a matrix and to_onnx(model, initial_types=[('features', FloatTensorType([None, WIDTH]))]): one input, not one a column",
      OnnxMLTools: ONE_FLOAT_INPUT,
    },
  },
  INPUT_TYPE: {
    general: ONE_MATRIX,
    by: {
      'scikit-learn': ONE_FLOAT_INPUT,
      OnnxMLTools: ONE_FLOAT_INPUT,
      PyTorch: 'export with an example of torch.float32',
    },
  },
  INPUT_SHAPE: { general: `${ONE_MATRIX}; 1,000 columns are the most` },
  SAMPLE_NEEDED: {
    general: 'send some rows along (--sample rows.csv): the file does not say how many columns it takes',
  },
  SAMPLE_WIDTH: { general: 'the manifest, the sample and the model have to have the same columns, in the same order' },
  RUN_FAILED: { general: 'run the model on one row and on 64 with onnxruntime before you upload it' },
  FIXED_BATCH: {
    general: 'export with any number of rows: name the first dimension in place of a number',
    by: {
      'scikit-learn': 'FloatTensorType([None, WIDTH])',
      OnnxMLTools: ONE_FLOAT_INPUT,
      PyTorch:
        "torch.onnx.export(..., dynamic_shapes={'features': {0: torch.export.Dim('rows')}}), by the name that forward() has for it; with dynamo=False dynamic_axes={'features': {0: 'rows'}}",
    },
  },
  OUTPUT_NOT_FOUND: {
    general:
      'the model has to answer with a number from 0 to 1 for each row, as floats; a label alone cannot be ranked',
    by: { 'scikit-learn': 'export a classifier with predict_proba, with options={id(model): {"zipmap": False}}' },
  },
  OUTPUT_CHOICE: {
    general: 'name the output that is the probability: --output NAME, or "output" in the manifest',
    by: {
      'scikit-learn':
        'name the output that is the probability: --output NAME, or "output" in the manifest; options={id(model): {"zipmap": False}} makes one output of all classes',
    },
  },
  OUTPUT_CLASSES: { general: 'say which class is the acceptance: --output "NAME[INDEX]", or train for two classes' },
  NOT_A_PROBABILITY: {
    general:
      'the output has to lie between 0 and 1: put a Sigmoid behind a logit, Exp behind a log-softmax; a regression is no propensity',
    by: {
      'scikit-learn':
        'export a classifier with predict_proba, without raw_scores in its options; LinearSVC and the like: CalibratedClassifierCV(LinearSVC()); a regression is no propensity',
      OnnxMLTools:
        "convert a classifier, not a regressor: LGBMClassifier, or a Booster with objective='binary'; XGBClassifier, or a Booster with objective='binary:logistic'",
      CatBoost: "save_model(path, format='onnx') of a CatBoostClassifier, not of a regressor",
      PyTorch: 'return torch.sigmoid(logits)',
    },
  },
  NOT_FINITE: {
    general: 'some rows get no number: look for divisions by zero, and put an imputer before the model',
    by: { 'scikit-learn': 'put SimpleImputer at the beginning of the pipeline' },
  },
  NOT_DETERMINISTIC: {
    general:
      'the same row has to get the same answer, whatever rows come with it: no noise, and nothing taken over all rows (a mean, a softmax, a batch normalization in training)',
    by: { PyTorch: 'call model.eval() before the export, and take means and softmax over dim=1, never over the rows' },
  },
  TOO_SLOW: { general: 'fewer trees, or shallower ones: a decision waits for 64 rows, and 25 ms are the most' },
  PROBE_TIME: { general: 'the model does not come to an end: fewer trees, a smaller network, no loops' },
  PROBE_ENDED: {
    general: 'the model takes more than 1.2 GB to run 64 rows, or breaks the runtime: make it smaller, export it anew',
  },
};

/** What the producer's name says. */
export function exporterOf(producer: string): Exporter {
  if (/^CatBoost/i.test(producer)) return 'CatBoost';
  if (/^pytorch/i.test(producer)) return 'PyTorch';
  if (/^skl2onnx/i.test(producer)) return 'scikit-learn';
  if (/^OnnxMLTools/i.test(producer)) return 'OnnxMLTools';
  return 'unknown';
}

export function adviseOn(code: ModelCode, exporter: Exporter): string {
  const { general, by } = ADVICE[code];
  return by?.[exporter] ?? general;
}
