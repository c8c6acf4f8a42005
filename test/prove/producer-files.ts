/** What is right to say to each file of `onnx_models/tabular`, and why. */
export interface ProducerFile {
  readonly file: string;
  readonly columns: number;
  /** In a word, why this is the right answer. */
  readonly why: string;
  /** Without anything but the file. */
  readonly alone: Verdict;
  /** With some rows; left out: as without them. */
  readonly withRows?: Verdict;
  /** With rows, and a class that is named. */
  readonly named?: Verdict & { readonly output: string };
}

interface Verdict {
  /** Left out: accepted. */
  readonly code?: string;
  readonly advice?: RegExp;
  readonly batch?: number;
}

const NAME_A_CLASS: Verdict = { code: 'OUTPUT_CLASSES', advice: /--output "NAME\[INDEX\]"/ };
const SEND_ROWS: Verdict = { code: 'SAMPLE_NEEDED', advice: /--sample/ };

export const PRODUCER_FILES: readonly ProducerFile[] = [
  {
    file: 'catboost_bank_fraud.onnx',
    columns: 12,
    why: 'two classes; its ZipMap comes off',
    alone: {},
  },
  {
    file: 'coreml_onehot_bikesharing.onnx',
    columns: 8,
    why: 'encodes eight columns of whole numbers, and predicts nothing',
    alone: { code: 'INPUT_COUNT', advice: /one float32 input|FloatTensorType\(\[None, WIDTH\]\)/ },
  },
  {
    file: 'iris_lr_oci.onnx',
    columns: 4,
    why: 'three kinds of flowers, by Tribuo',
    alone: NAME_A_CLASS,
    named: { output: 'output[2]' },
  },
  {
    file: 'lightgbm_ankane.onnx',
    columns: 2,
    why: 'three classes, a row at a time',
    alone: NAME_A_CLASS,
    named: { output: 'probability_tensor[0]', batch: 1 },
  },
  {
    file: 'lightgbm_spuro.onnx',
    columns: 4,
    why: 'three classes',
    alone: NAME_A_CLASS,
    named: { output: 'probability_tensor[1]' },
  },
  {
    file: 'sklearn_knn_regressor_spuro.onnx',
    columns: 10,
    why: 'looks through its neighbours in a loop (Scan)',
    alone: { code: 'SUBGRAPH', advice: /nearest neighbours need Scan: choose trees or a linear model/ },
  },
  {
    file: 'sklearn_linear_regressor_spuro.onnx',
    columns: 10,
    why: 'a regression of a disease, beyond 1',
    alone: { code: 'NOT_A_PROBABILITY', advice: /predict_proba.*regression is no propensity/ },
  },
  {
    file: 'sklearn_logreg_iris_zipmap.onnx',
    columns: 2,
    why: 'three classes, three rows at a time',
    alone: NAME_A_CLASS,
    named: { output: 'probability_tensor_normalized[2]', batch: 3 },
  },
  {
    file: 'sklearn_randomforest_ankane.onnx',
    columns: 4,
    why: 'three classes, a row at a time',
    alone: NAME_A_CLASS,
    named: { output: 'probabilities[1]', batch: 1 },
  },
  {
    file: 'sklearnonnx_treecl.onnx',
    columns: 20,
    why: 'three classes, and no word of how wide it is',
    alone: SEND_ROWS,
    withRows: NAME_A_CLASS,
    named: { output: 'proba_0[2]' },
  },
  {
    file: 'sklearnonnx_treecl2.onnx',
    columns: 20,
    why: 'two classes, and no word of how wide it is',
    alone: SEND_ROWS,
    withRows: {},
  },
  {
    file: 'sklearnonnx_treecl3.onnx',
    columns: 10,
    why: 'four classes without a softmax, and no word of how wide it is',
    alone: SEND_ROWS,
    withRows: NAME_A_CLASS,
    named: { output: 'proba_0[3]', code: 'NOT_A_PROBABILITY', advice: /put a Sigmoid behind a logit/ },
  },
  {
    file: 'xgboost_kreuks.onnx',
    columns: 64,
    why: 'ten written digits, a row at a time',
    alone: NAME_A_CLASS,
    named: { output: 'probabilities[7]', batch: 1 },
  },
  {
    file: 'xgboost_onnxmltools_test.onnx',
    columns: 4,
    why: 'a regression that goes beyond 1',
    alone: { code: 'NOT_A_PROBABILITY', advice: /a classifier, not a regressor.*XGBClassifier/ },
  },
  {
    file: 'xgboost_spuro.onnx',
    columns: 4,
    why: 'three classes',
    alone: NAME_A_CLASS,
    named: { output: 'probabilities[2]' },
  },
];
