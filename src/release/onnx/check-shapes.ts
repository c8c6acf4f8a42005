import { FILE_LIMITS, quoted, type FileFault } from './file-fault.js';
import type { Message } from './message.js';
import { nameOf } from './model-facts.js';

/** Operators that make as much as some of their inputs say, and which inputs those are. */
const MAKERS: Readonly<Record<string, readonly number[]>> = {
  ConstantOfShape: [0],
  Expand: [1],
  OneHot: [1],
  Pad: [1],
  Range: [0, 1, 2],
  Reshape: [1],
  Tile: [1],
};
/** These answer with how much there is, whatever it is. */
const MEASURES: ReadonlySet<string> = new Set(['Shape', 'Size']);

/**
 * How much a node makes must not be giant where the file says it, and must not hang on what a row holds: the probe would
 * see harmless rows, and the engine the others. What is computed from constants and shapes alone, the probe finds.
 */
export function checkShapes(_model: Message, graph: Message, bytes: Uint8Array): FileFault | undefined {
  const written = writtenShapes(graph, bytes);
  const ofRows = namesOfRows(graph);
  for (const node of graph.all('nodes')) {
    const deciding = (MAKERS[node.text('opType')] ?? []).flatMap((place) => node.texts('inputs')[place] ?? []);
    const elements = Math.max(0, ...deciding.map((name) => sizeOf(written.get(name) ?? [])), padOf(node));
    if (elements > FILE_LIMITS.elements) return fault(node, `makes ${elements} values`);
    // A reshape makes no more than it is given.
    if (node.text('opType') !== 'Reshape' && deciding.some((name) => ofRows.has(name)))
      return fault(node, 'makes as many values as a row says');
  }
  return undefined;
}

function fault(node: Message, what: string): FileFault {
  return { code: 'TENSOR_SIZE', message: `the node ${quoted(node.text('name'))} (${quoted(nameOf(node))}) ${what}` };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * Math.max(1, Math.abs(dim)), 1);
}

/** In old versions the sizes of a Pad stand in the node itself. */
function padOf(node: Message): number {
  if (node.text('opType') !== 'Pad') return 0;
  return Math.max(0, ...node.all('attributes').map((attribute) => sizeOf(attribute.wholes('ints'))));
}

/** The small tensors of whole numbers in the file, by name. */
function writtenShapes(graph: Message, bytes: Uint8Array): Map<string, readonly number[]> {
  const shapes = new Map(graph.all('initializers').map((tensor) => [tensor.text('name'), shapeIn(tensor, bytes)]));
  for (const node of graph.all('nodes')) {
    if (node.text('opType') !== 'Constant') continue;
    for (const attribute of node.all('attributes')) {
      const [tensor] = attribute.all('tensor');
      const shape = tensor ? shapeIn(tensor, bytes) : [...attribute.wholes('ints'), ...attribute.wholes('int')];
      shapes.set(node.texts('outputs')[0] ?? '', shape);
    }
  }
  return shapes;
}

const INT64 = 7;
const LONGEST_SHAPE = 32;

/** The whole numbers of a small tensor, in either of the two ways of writing them. */
function shapeIn(tensor: Message, bytes: Uint8Array): readonly number[] {
  const place = tensor.place('rawData');
  if (!place) return tensor.wholes('int64Data');
  const count = (place.end - place.start) / 8;
  if (tensor.int('dataType') !== INT64 || !Number.isInteger(count) || count > LONGEST_SHAPE) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset + place.start, 8 * count);
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** What is computed from what the rows hold, in the order of the graph. */
function namesOfRows(graph: Message): ReadonlySet<string> {
  const own = new Set(graph.all('initializers').map((tensor) => tensor.text('name')));
  const names = new Set<string>();
  for (const input of graph.all('inputs')) if (!own.has(input.text('name'))) names.add(input.text('name'));
  for (const node of graph.all('nodes')) {
    if (MEASURES.has(node.text('opType')) || !node.texts('inputs').some((name) => names.has(name))) continue;
    for (const output of node.texts('outputs')) names.add(output);
  }
  return names;
}
