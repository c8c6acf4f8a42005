import type { Message } from './message.js';

/**
 * The bytes of the model without the ZipMap that scikit-learn's exporter puts at the end: it makes a list of dictionaries,
 * which no caller of ours can take. The tensor that went into it becomes the output in its place, under its own name.
 * @returns nothing when there is no ZipMap that an output comes from.
 */
export function stripZipMap(bytes: Uint8Array, model: Message): Uint8Array | undefined {
  const graph = model.one('graph')!;
  const outputs = graph.all('outputs');
  const zipMap = graph.all('nodes').find((node) => node.text('opType') === 'ZipMap');
  const output = outputs.find((value) => value.text('name') === zipMap?.texts('outputs')[0]);
  const scores = zipMap?.texts('inputs')[0];
  if (!zipMap || !output || !scores) return undefined;
  // Already an output by itself: a second one of the same name is no ONNX.
  const isTold = outputs.some((value) => value.text('name') === scores);
  const content = joined([
    ...without(bytes, graph, [zipMap, output]),
    ...(isTold ? [] : [field(GRAPH_OUTPUT, valueInfo(scores))]),
  ]);
  return joined([bytes.subarray(0, graph.fieldStart), field(MODEL_GRAPH, content), bytes.subarray(graph.end)]);
}

const MODEL_GRAPH = 7;
const GRAPH_OUTPUT = 12;
const FLOAT = 1;

/** The content of a message, without some of the messages within it. */
function without(bytes: Uint8Array, message: Message, left: readonly Message[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = message.start;
  for (const { fieldStart, end } of [...left].sort((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(from, fieldStart));
    from = end;
  }
  return [...parts, bytes.subarray(from, message.end)];
}

/** A float tensor of which only the name is known: the runtime finds its shape. */
function valueInfo(name: string): Uint8Array {
  const tensorType = Uint8Array.of(0x08, FLOAT);
  return joined([field(1, new TextEncoder().encode(name)), field(2, field(1, tensorType))]);
}

function field(number: number, content: Uint8Array): Uint8Array {
  return joined([varint(number * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Uint8Array.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
