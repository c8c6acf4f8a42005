import type { Message } from './message.js';
import { nameOf } from './model-facts.js';
import { OPERATORS } from './operators.js';

export const FILE_LIMITS = {
  bytes: 50 * 2 ** 20,
  nodes: 5_000,
  /** Of any tensor that the file holds, or has made from a shape that it holds. */
  elements: 2 ** 24,
} as const;

/** Why no runtime gets to see a file. */
export type FileCode =
  | 'TOO_LARGE'
  | 'NOT_ONNX'
  | 'NO_GRAPH'
  | 'EXTERNAL_DATA'
  | 'TRAINING_INFO'
  | 'LOCAL_FUNCTIONS'
  | 'FOREIGN_DOMAIN'
  | 'OPERATOR_NOT_ALLOWED'
  | 'SUBGRAPH'
  | 'TOO_MANY_NODES'
  | 'TENSOR_SIZE'
  | 'GRAPH_ORDER';

export interface FileFault {
  readonly code: FileCode;
  /** What is wrong, and where. */
  readonly message: string;
}

type Check = (model: Message, graph: Message, bytes: Uint8Array) => FileFault | undefined;

/** In this order; each looks at all of the file, and tells the first thing that it finds. */
const CHECKS: readonly Check[] = [
  checkExternalData,
  checkTraining,
  checkFunctions,
  checkDomains,
  checkSubgraphs,
  checkOperators,
  checkCount,
  checkTensors,
  checkShapes,
  checkOrder,
];

/** What can be said against a file that was read, before any runtime looks at it. */
export function checkFile(model: Message, bytes: Uint8Array): readonly FileFault[] {
  const graph = model.one('graph');
  if (!graph) return [{ code: 'NO_GRAPH', message: 'the file has no graph' }];
  return CHECKS.flatMap((check) => check(model, graph, bytes) ?? []);
}

/** Wherever a tensor can stand: weights, sparse ones, attributes, functions, graphs within graphs. */
function checkExternalData(model: Message): FileFault | undefined {
  for (const part of model.within()) {
    if (part.of !== 'Tensor' || (!part.has('externalData') && part.int('dataLocation') === 0)) continue;
    const location = part.all('externalData').find((entry) => entry.text('key') === 'location');
    const where = location ? `: ${JSON.stringify(location.text('value').slice(0, 100))}` : '';
    return { code: 'EXTERNAL_DATA', message: `the tensor "${part.text('name')}" lies in another file${where}` };
  }
  return undefined;
}

function checkTraining(model: Message): FileFault | undefined {
  return model.has('training')
    ? { code: 'TRAINING_INFO', message: 'the file holds how to train it; only what answers belongs in it' }
    : undefined;
}

function checkFunctions(model: Message): FileFault | undefined {
  const [first] = model.all('functions');
  return (
    first && { code: 'LOCAL_FUNCTIONS', message: `the file has functions of its own, such as "${first.text('name')}"` }
  );
}

function checkDomains(model: Message): FileFault | undefined {
  for (const part of model.within()) {
    // A set of operators that no node uses harms nobody: exporters name them all.
    if (part.of !== 'Node' || OPERATORS.has(part.text('domain'))) continue;
    const message = `the node "${part.text('name')}" is of the domain "${part.text('domain')}"`;
    return { code: 'FOREIGN_DOMAIN', message };
  }
  return undefined;
}

function checkSubgraphs(_model: Message, graph: Message): FileFault | undefined {
  for (const node of graph.all('nodes'))
    for (const attribute of node.all('attributes'))
      if (attribute.has('graph') || attribute.has('graphs'))
        return {
          code: 'SUBGRAPH',
          message: `the node "${node.text('name')}" (${nameOf(node)}) holds a graph of its own`,
        };
  return undefined;
}

function checkOperators(_model: Message, graph: Message): FileFault | undefined {
  for (const node of graph.all('nodes')) {
    if (OPERATORS.get(node.text('domain'))?.has(node.text('opType')) !== false) continue;
    return { code: 'OPERATOR_NOT_ALLOWED', message: `the operator ${nameOf(node)} of the node "${node.text('name')}"` };
  }
  return undefined;
}

function checkCount(_model: Message, graph: Message): FileFault | undefined {
  const { length } = graph.all('nodes');
  return length > FILE_LIMITS.nodes
    ? { code: 'TOO_MANY_NODES', message: `the graph has ${length} nodes, and ${FILE_LIMITS.nodes} are the most` }
    : undefined;
}

/** Bytes of an element; where several are packed into one, or none is written, nothing. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2,
}; // prettier-ignore
const COMPLEX: ReadonlySet<number> = new Set([14, 15]);

/** A tensor holds as many values as its shape says: one that claims more makes a runtime reserve what nobody sent. */
function checkTensors(model: Message): FileFault | undefined {
  for (const part of model.within()) {
    if (part.of !== 'Tensor') continue;
    const wrong = wrongWith(part);
    if (wrong) return { code: 'TENSOR_SIZE', message: `the tensor "${part.text('name')}" ${wrong}` };
  }
  return undefined;
}

function wrongWith(tensor: Message): string | undefined {
  const dims = tensor.wholes('dims');
  if (tensor.count('dims') > 8) return `has ${tensor.count('dims')} dimensions`;
  if (dims.some((dim) => dim < 0)) return 'has a negative dimension';
  const elements = dims.reduce((product, dim) => product * dim, 1);
  if (elements > FILE_LIMITS.elements) return `claims ${elements} values`;
  const type = tensor.int('dataType');
  const width = ELEMENT_BYTES[type];
  if (width === undefined && type !== 8) return `is of the data type ${type}, which is not read`;
  const held = heldBy(tensor, width ?? 0, COMPLEX.has(type));
  return held === elements ? undefined : `claims ${elements} values and holds ${held}`;
}

function heldBy(tensor: Message, width: number, isComplex: boolean): number {
  if (tensor.has('rawData')) return width === 0 ? -1 : tensor.count('rawData') / width;
  if (tensor.has('stringData')) return tensor.times('stringData');
  const numbers = ['floatData', 'int32Data', 'int64Data', 'doubleData', 'uint64Data'];
  const held = numbers.reduce((sum, name) => sum + tensor.count(name), 0);
  return isComplex ? held / 2 : held;
}

/** Operators that make as much as one of their inputs says, and which input that is. */
const MAKERS: Readonly<Record<string, number>> = { ConstantOfShape: 0, Expand: 1, Tile: 1, Reshape: 1 };

/** Where the shape is written in the file, it is known before anything is made. What is computed, the probe finds. */
function checkShapes(_model: Message, graph: Message, bytes: Uint8Array): FileFault | undefined {
  const shapes = new Map(graph.all('initializers').map((tensor) => [tensor.text('name'), shapeIn(tensor, bytes)]));
  for (const node of graph.all('nodes'))
    for (const tensor of node.all('attributes').flatMap((attribute) => attribute.all('tensor')))
      if (node.text('opType') === 'Constant') shapes.set(node.texts('outputs')[0] ?? '', shapeIn(tensor, bytes));
  for (const node of graph.all('nodes')) {
    const shape = shapes.get(node.texts('inputs')[MAKERS[node.text('opType')] ?? -1] ?? '');
    const elements = (shape ?? []).reduce((product, dim) => product * Math.max(1, Math.abs(dim)), 1);
    if (elements > FILE_LIMITS.elements)
      return {
        code: 'TENSOR_SIZE',
        message: `the node "${node.text('name')}" (${nameOf(node)}) makes ${elements} values`,
      };
  }
  return undefined;
}

const INT64 = 7;
const MOST_DIMENSIONS = 32;

/** The whole numbers of a small tensor, in either of the two ways of writing them. */
function shapeIn(tensor: Message, bytes: Uint8Array): readonly number[] {
  const place = tensor.place('rawData');
  if (!place) return tensor.wholes('int64Data');
  const count = (place.end - place.start) / 8;
  if (tensor.int('dataType') !== INT64 || !Number.isInteger(count) || count > MOST_DIMENSIONS) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset + place.start, 8 * count);
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** Each node uses what is there before it, and names what nobody has named: a graph without rings, as the format wants it. */
function checkOrder(_model: Message, graph: Message): FileFault | undefined {
  const known = new Set(['']);
  for (const value of graph.all('inputs')) known.add(value.text('name'));
  for (const tensor of graph.all('initializers')) known.add(tensor.text('name'));
  for (const sparse of graph.all('sparseInitializers')) known.add(sparse.one('values')?.text('name') ?? '');
  for (const node of graph.all('nodes')) {
    const missing = node.texts('inputs').find((input) => !known.has(input));
    if (missing !== undefined) return order(`the node "${node.text('name')}" uses "${missing}" before it is there`);
    for (const output of node.texts('outputs')) {
      if (output !== '' && known.has(output)) return order(`"${output}" is made twice`);
      known.add(output);
    }
  }
  const lost = graph.all('outputs').find((output) => !known.has(output.text('name')));
  return lost && order(`nothing makes the output "${lost.text('name')}"`);
}

function order(message: string): FileFault {
  return { code: 'GRAPH_ORDER', message };
}
