import type { Message } from './message.js';

/** TensorProto.DataType, by number. */
const ELEMENT_TYPES = [
  'undefined', 'float', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16', 'double',
  'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16',
] as const; // prettier-ignore

/** A whole number, the name of one that is only known at run time, or nothing known at all. */
export type Dimension = number | string | null;

export interface ValueFacts {
  readonly name: string;
  /** `tensor(float)`, `seq(map(int64,tensor(float)))` and the like, as the runtime writes them. */
  readonly type: string;
  /** Of a tensor; absent where the file gives no shape. */
  readonly dims?: readonly Dimension[];
}

/**
 * What a file says of itself, for people and for the checks. Of a list the first hundred are told, and of a text the first
 * 2,000 characters.
 */
export interface ModelFacts {
  readonly producer: string;
  readonly producerVersion: string;
  readonly irVersion: number;
  /** Domain -> version. */
  readonly opsets: Readonly<Record<string, number>>;
  /** Those that a caller has to give: not those with a value of their own. */
  readonly inputs: readonly ValueFacts[];
  readonly outputs: readonly ValueFacts[];
  /** Operator -> how often. */
  readonly operators: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @param model that `readModel` has read. */
export function factsOf(model: Message): ModelFacts {
  const graph = model.one('graph');
  const own = new Set((graph?.all('initializers') ?? []).map((tensor) => tensor.text('name')));
  const operators = new Map<string, number>();
  for (const node of graph?.all('nodes') ?? []) {
    const name = cut(nameOf(node));
    operators.set(name, (operators.get(name) ?? 0) + 1);
  }
  return {
    producer: cut(model.text('producerName')),
    producerVersion: cut(model.text('producerVersion')),
    irVersion: model.int('irVersion'),
    opsets: Object.fromEntries(first(model.all('opsets')).map((set) => [cut(set.text('domain')), set.int('version')])),
    inputs: first((graph?.all('inputs') ?? []).filter((input) => !own.has(input.text('name')))).map(valueOf),
    outputs: first(graph?.all('outputs') ?? []).map(valueOf),
    operators: Object.fromEntries(first([...operators].sort(([a], [b]) => (a < b ? -1 : 1)))),
    // As it stands: what a model says of itself for us is in it.
    metadata: Object.fromEntries(model.all('metadata').map((entry) => [entry.text('key'), entry.text('value')])),
  };
}

const MOST_TOLD = 100;
const LONGEST_TOLD = 2_000;

function first<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, MOST_TOLD);
}

function cut(text: string): string {
  return text.slice(0, LONGEST_TOLD);
}

/** `Gemm`, or `ai.onnx.ml.Scaler` where it is of another domain than the general one. */
export function nameOf(node: Message): string {
  const domain = node.text('domain');
  return domain === '' || domain === 'ai.onnx' ? node.text('opType') : `${domain}.${node.text('opType')}`;
}

function valueOf(value: Message): ValueFacts {
  const type = value.one('type');
  const shape = type?.one('tensor')?.one('shape');
  const facts = { name: cut(value.text('name')), type: typeName(type) };
  return shape ? { ...facts, dims: first(shape.all('dims')).map(dimensionOf) } : facts;
}

function dimensionOf(dimension: Message): Dimension {
  if (dimension.has('value')) return dimension.int('value');
  return cut(dimension.text('symbol')) || null;
}

function typeName(type: Message | undefined): string {
  if (!type) return 'undefined';
  const tensor = type.one('tensor');
  if (tensor) return `tensor(${elementType(tensor.int('elementType'))})`;
  const sequence = type.one('sequence');
  if (sequence) return `seq(${typeName(sequence.one('elementType'))})`;
  const map = type.one('map');
  if (map) return `map(${elementType(map.int('keyType'))},${typeName(map.one('valueType'))})`;
  const optional = type.one('optional');
  if (optional) return `optional(${typeName(optional.one('elementType'))})`;
  return type.has('sparseTensor') ? 'sparse_tensor' : 'opaque';
}

function elementType(number: number): string {
  return ELEMENT_TYPES[number] ?? `type ${number}`;
}
