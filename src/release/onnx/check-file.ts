import { checkShapes } from './check-shapes.js';
import { checkTensors } from './check-tensors.js';
import { FILE_LIMITS, quoted, type FileFault } from './file-fault.js';
import type { Message } from './message.js';
import { nameOf } from './model-facts.js';
import { OPERATORS } from './operators.js';

export { FILE_LIMITS, type FileCode, type FileFault } from './file-fault.js';

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
    const where = location ? `: ${quoted(location.text('value'))}` : '';
    return { code: 'EXTERNAL_DATA', message: `the tensor ${quoted(part.text('name'))} lies in another file${where}` };
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
    first && {
      code: 'LOCAL_FUNCTIONS',
      message: `the file has functions of its own, such as ${quoted(first.text('name'))}`,
    }
  );
}

function checkDomains(model: Message): FileFault | undefined {
  for (const part of model.within()) {
    // A set of operators that no node uses harms nobody: exporters name them all.
    if (part.of !== 'Node' || OPERATORS.has(part.text('domain'))) continue;
    const message = `the node ${quoted(part.text('name'))} is of the domain ${quoted(part.text('domain'))}`;
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
          message: `the node ${quoted(node.text('name'))} (${quoted(nameOf(node))}) holds a graph of its own`,
        };
  return undefined;
}

function checkOperators(_model: Message, graph: Message): FileFault | undefined {
  for (const node of graph.all('nodes')) {
    if (OPERATORS.get(node.text('domain'))?.has(node.text('opType')) !== false) continue;
    return {
      code: 'OPERATOR_NOT_ALLOWED',
      message: `the operator ${quoted(nameOf(node))} of the node ${quoted(node.text('name'))}`,
    };
  }
  return undefined;
}

function checkCount(_model: Message, graph: Message): FileFault | undefined {
  const { length } = graph.all('nodes');
  return length > FILE_LIMITS.nodes
    ? { code: 'TOO_MANY_NODES', message: `the graph has ${length} nodes, and ${FILE_LIMITS.nodes} are the most` }
    : undefined;
}

/** Each node uses what is there before it, and names what nobody has named: a graph without rings, as the format wants it. */
function checkOrder(_model: Message, graph: Message): FileFault | undefined {
  const known = new Set(['']);
  for (const value of graph.all('inputs')) known.add(value.text('name'));
  for (const tensor of graph.all('initializers')) known.add(tensor.text('name'));
  for (const sparse of graph.all('sparseInitializers')) known.add(sparse.one('values')?.text('name') ?? '');
  for (const node of graph.all('nodes')) {
    const missing = node.texts('inputs').find((input) => !known.has(input));
    if (missing !== undefined)
      return order(`the node ${quoted(node.text('name'))} uses ${quoted(missing)} before it is there`);
    for (const output of node.texts('outputs')) {
      if (output !== '' && known.has(output)) return order(`${quoted(output)} is made twice`);
      known.add(output);
    }
  }
  const lost = graph.all('outputs').find((output) => !known.has(output.text('name')));
  return lost && order(`nothing makes the output ${quoted(lost.text('name'))}`);
}

function order(message: string): FileFault {
  return { code: 'GRAPH_ORDER', message };
}
