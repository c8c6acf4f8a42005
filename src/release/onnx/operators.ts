/**
 * The operators that a model may have. Left out: all that hold other graphs (If, Loop, Scan, SequenceMap), draw numbers,
 * read text by locale or pictures, or make sequences; a model over numbers needs none of them.
 */
const GENERAL =
  'Abs Acos Add And ArgMax ArgMin Atan BatchNormalization Cast CastLike Ceil Celu Clip Compress Concat Constant ConstantOfShape Cos ' +
  'CumSum Div Dropout Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor Gather GatherElements GatherND Gelu Gemm Greater ' +
  'GreaterOrEqual HardSigmoid HardSwish Hardmax Identity InstanceNormalization IsInf IsNaN LayerNormalization LeakyRelu Less ' +
  'LessOrEqual Log LogSoftmax LpNormalization MatMul Max Mean Min Mish Mod Mul Neg NonZero Not OneHot Or PRelu Pad Pow Range ' +
  'Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ' +
  'ReduceSumSquare Relu Reshape Round ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Size Slice Softmax Softplus ' +
  'Softsign Split Sqrt Squeeze Sub Sum Swish Tan Tanh ThresholdedRelu Tile TopK Transpose Trilu Unsqueeze Where Xor';

const LEARNED =
  'ArrayFeatureExtractor Binarizer CategoryMapper FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor ' +
  'Normalizer OneHotEncoder Scaler SVMClassifier SVMRegressor TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor ZipMap';

/** Domain -> operators. The general one is written '' or ai.onnx. */
export const OPERATORS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['', new Set(GENERAL.split(' '))],
  ['ai.onnx', new Set(GENERAL.split(' '))],
  ['ai.onnx.ml', new Set(LEARNED.split(' '))],
]);
