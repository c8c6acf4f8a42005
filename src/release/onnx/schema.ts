/**
 * The messages of an ONNX file (onnx/onnx.proto, IR version 13; Apache-2.0): every field that the format knows, and how much
 * of it we keep. A field that stands here is read, one that does not is refused: what a runtime may see, we have seen.
 */

/**
 * How a field is kept: an `int` and a `text` as they are; of `varints` how many there are, and the first of them; of `floats`
 * (4 bytes each), `doubles` (8) and `bytes` only how many. Anything else is a message.
 */
export type Kind = 'int' | 'text' | 'varints' | 'floats' | 'doubles' | 'bytes' | MessageName;

export interface FieldRule {
  readonly name: string;
  readonly kind: Kind;
  readonly isList: boolean;
}

const one = (name: string, kind: Kind): FieldRule => ({ name, kind, isList: false });
const many = (name: string, kind: Kind): FieldRule => ({ name, kind, isList: true });
const entries = many('metadata', 'Entry');
const doc = one('doc', 'bytes');

export const MESSAGES = {
  Model: {
    1: one('irVersion', 'int'),
    2: one('producerName', 'text'),
    3: one('producerVersion', 'text'),
    4: one('domain', 'text'),
    5: one('modelVersion', 'int'),
    6: doc,
    7: one('graph', 'Graph'),
    8: many('opsets', 'OperatorSet'),
    14: entries,
    20: many('training', 'TrainingInfo'),
    25: many('functions', 'Function'),
    26: many('devices', 'Device'),
  },
  OperatorSet: { 1: one('domain', 'text'), 2: one('version', 'int') },
  Entry: { 1: one('key', 'text'), 2: one('value', 'text') },
  Device: { 1: one('name', 'text'), 2: one('count', 'int'), 3: many('devices', 'text') },
  TrainingInfo: {
    1: one('initialization', 'Graph'),
    2: one('algorithm', 'Graph'),
    3: many('initializationBinding', 'Entry'),
    4: many('updateBinding', 'Entry'),
  },
  Function: {
    1: one('name', 'text'),
    4: many('inputs', 'text'),
    5: many('outputs', 'text'),
    6: many('attributeNames', 'text'),
    7: many('nodes', 'Node'),
    8: doc,
    9: many('opsets', 'OperatorSet'),
    10: one('domain', 'text'),
    11: many('attributes', 'Attribute'),
    12: many('values', 'ValueInfo'),
    13: one('overload', 'text'),
    14: entries,
  },
  Graph: {
    1: many('nodes', 'Node'),
    2: one('name', 'text'),
    5: many('initializers', 'Tensor'),
    10: doc,
    11: many('inputs', 'ValueInfo'),
    12: many('outputs', 'ValueInfo'),
    13: many('values', 'ValueInfo'),
    14: many('quantization', 'Quantization'),
    15: many('sparseInitializers', 'SparseTensor'),
    16: entries,
  },
  Quantization: { 1: one('tensor', 'text'), 2: many('parameters', 'Entry') },
  Node: {
    1: many('inputs', 'text'),
    2: many('outputs', 'text'),
    3: one('name', 'text'),
    4: one('opType', 'text'),
    5: many('attributes', 'Attribute'),
    6: doc,
    7: one('domain', 'text'),
    8: one('overload', 'text'),
    9: entries,
    10: many('devices', 'bytes'),
  },
  Attribute: {
    1: one('name', 'text'),
    2: one('float', 'floats'),
    3: one('int', 'int'),
    4: one('string', 'bytes'),
    5: one('tensor', 'Tensor'),
    6: one('graph', 'Graph'),
    7: many('floats', 'floats'),
    8: many('ints', 'varints'),
    9: many('strings', 'bytes'),
    10: many('tensors', 'Tensor'),
    11: many('graphs', 'Graph'),
    13: doc,
    14: one('typeProto', 'Type'),
    15: many('typeProtos', 'Type'),
    20: one('type', 'int'),
    21: one('refersTo', 'text'),
    22: one('sparseTensor', 'SparseTensor'),
    23: many('sparseTensors', 'SparseTensor'),
  },
  Tensor: {
    1: many('dims', 'varints'),
    2: one('dataType', 'int'),
    3: one('segment', 'bytes'),
    4: many('floatData', 'floats'),
    5: many('int32Data', 'varints'),
    6: many('stringData', 'bytes'),
    7: many('int64Data', 'varints'),
    8: one('name', 'text'),
    9: one('rawData', 'bytes'),
    10: many('doubleData', 'doubles'),
    11: many('uint64Data', 'varints'),
    12: doc,
    13: many('externalData', 'Entry'),
    14: one('dataLocation', 'int'),
    16: entries,
  },
  SparseTensor: { 1: one('values', 'Tensor'), 2: one('indices', 'Tensor'), 3: many('dims', 'varints') },
  ValueInfo: { 1: one('name', 'text'), 2: one('type', 'Type'), 3: doc, 4: entries },
  Type: {
    1: one('tensor', 'TensorType'),
    4: one('sequence', 'Holder'),
    5: one('map', 'MapType'),
    6: one('denotation', 'text'),
    7: one('opaque', 'Opaque'),
    8: one('sparseTensor', 'TensorType'),
    9: one('optional', 'Holder'),
  },
  TensorType: { 1: one('elementType', 'int'), 2: one('shape', 'Shape') },
  Holder: { 1: one('elementType', 'Type') },
  MapType: { 1: one('keyType', 'int'), 2: one('valueType', 'Type') },
  Opaque: { 1: one('domain', 'text'), 2: one('name', 'text') },
  Shape: { 1: many('dims', 'Dimension') },
  Dimension: { 1: one('value', 'int'), 2: one('symbol', 'text'), 3: one('denotation', 'text') },
} as const satisfies Record<MessageName, Readonly<Record<number, FieldRule>>>;

export type MessageName =
  | 'Model'
  | 'OperatorSet'
  | 'Entry'
  | 'Device'
  | 'TrainingInfo'
  | 'Function'
  | 'Graph'
  | 'Quantization'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'SparseTensor'
  | 'ValueInfo'
  | 'Type'
  | 'TensorType'
  | 'Holder'
  | 'MapType'
  | 'Opaque'
  | 'Shape'
  | 'Dimension';
