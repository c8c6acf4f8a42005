import { MESSAGES, type FieldRule, type MessageName } from '../../src/release/onnx/schema.js';

/** A message by the names of the schema: numbers, texts, bytes, messages, and lists of them. */
export interface OnnxPart {
  [name: string]: OnnxValue | readonly OnnxValue[] | undefined;
}
type OnnxValue = number | string | Uint8Array | OnnxPart;

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** The bytes of an ONNX file, however wrong it is. */
export function onnxFile(model: OnnxPart): Buffer {
  return encode('Model', model);
}

export function encode(of: MessageName, part: OnnxPart): Buffer {
  const rules = Object.entries(MESSAGES[of]) as [string, FieldRule][];
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(part)) {
    const rule = rules.find(([, { name: known }]) => known === name);
    if (!rule) throw new Error(`${of} has no field ${name}`);
    for (const one of Array.isArray(value) ? (value as readonly OnnxValue[]) : [value as OnnxValue])
      if (one !== undefined) parts.push(field(Number(rule[0]), rule[1], one));
  }
  return Buffer.concat(parts);
}

function field(number: number, { kind }: FieldRule, value: OnnxValue): Buffer {
  if (kind === 'int' || kind === 'varints')
    return Buffer.concat([tag(number, VARINT), varint(BigInt(value as number))]);
  if (kind === 'floats') return Buffer.concat([tag(number, FIXED32), float(value as number)]);
  if (kind === 'text' || kind === 'bytes') return lengthed(number, Buffer.from(value as string));
  if (kind === 'doubles') throw new Error('no test has doubles yet');
  return lengthed(number, value instanceof Uint8Array ? Buffer.from(value) : encode(kind, value as OnnxPart));
}

export function lengthed(number: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, BYTES), varint(BigInt(content.length)), content]);
}

export function tag(number: number, wire: number): Buffer {
  return varint(BigInt(number * 8 + wire));
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let left = BigInt.asUintN(64, value); ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)]);
    bytes.push(Number(left & 127n) | 128);
  }
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

const FLOAT = 1;

/** `tensor(float)` of some dimensions, by number or by name. */
export function floatValue(name: string, dims: readonly (number | string)[]): OnnxPart {
  const shape = { dims: dims.map((dim) => (typeof dim === 'number' ? { value: dim } : { symbol: dim })) };
  return { name, type: { tensor: { elementType: FLOAT, shape } } };
}

export function floatTensor(name: string, dims: readonly number[], values: readonly number[]): OnnxPart {
  return { name, dims: [...dims], dataType: FLOAT, rawData: Buffer.from(Float32Array.from(values).buffer) };
}

/** The smallest model that answers: `probability = sigmoid(features x weights)`. */
export function smallModel(change: { model?: OnnxPart; graph?: OnnxPart } = {}): OnnxPart {
  return {
    irVersion: 8,
    producerName: 'by hand',
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'small',
      nodes: [
        { name: 'times', opType: 'MatMul', inputs: ['features', 'weights'], outputs: ['logit'] },
        { name: 'squash', opType: 'Sigmoid', inputs: ['logit'], outputs: ['probability'] },
      ],
      initializers: [floatTensor('weights', [2, 1], [1, -1])],
      inputs: [floatValue('features', ['N', 2])],
      outputs: [floatValue('probability', ['N', 1])],
      ...change.graph,
    },
    ...change.model,
  };
}
