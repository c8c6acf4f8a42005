import {
  floatTensor,
  floatValue,
  lengthed,
  onnxFile,
  smallModel,
  tag,
  varint,
  type OnnxPart,
} from '../../support/onnx-file.js';

export interface CraftedModel {
  readonly name: string;
  readonly bytes: Buffer;
  /** By one of these it must be refused; none: it does no harm, and may be accepted. */
  readonly codes: readonly string[];
}

type Change = { model?: OnnxPart; graph?: OnnxPart };

/** Files that somebody would write who means harm. @param locations of bait. */
export function craftedModels(locations: readonly string[]): CraftedModel[] {
  return [...locations.flatMap(outside), ...foreign(), ...giants(), ...endless(), ...broken(), ...strange()];
}

function crafted(name: string, change: Change, ...codes: string[]): CraftedModel {
  return { name, bytes: onnxFile(smallModel(change)), codes };
}

const node = (opType: string, more: OnnxPart = {}): OnnxPart => ({
  name: 'own',
  opType,
  inputs: ['features'],
  outputs: ['made'],
  ...more,
});
const ownNodes = smallModel().graph as { nodes: OnnxPart[]; initializers: OnnxPart[] };
const adding = (...nodes: OnnxPart[]): Change => ({ graph: { nodes: [...ownNodes.nodes, ...nodes] } });
const holding = (attribute: OnnxPart): Change => adding(node('Constant', { inputs: [], attributes: [attribute] }));
const int64 = (name: string, ...values: number[]): OnnxPart => ({
  name,
  dims: [values.length],
  dataType: 7,
  rawData: Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer),
});
const withShape = (...shape: number[]) => ({ initializers: [...ownNodes.initializers, int64('shape', ...shape)] });

/** In every place where a tensor can stand. */
function outside(location: string): CraftedModel[] {
  const far: OnnxPart = { name: 'weights', dims: [2, 1], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: location }, { key: 'length', value: '8' }] }; // prettier-ignore
  const graph = { name: 'inner', initializers: [far] };
  const places: Record<string, Change> = {
    weights: { graph: { initializers: [far] } },
    'weights that do not say so': { graph: { initializers: [{ ...far, dataLocation: undefined }] } },
    'sparse weights': { graph: { sparseInitializers: [{ values: far, indices: int64('i', 0, 1), dims: [2, 1] }] } },
    indices: { graph: { sparseInitializers: [{ values: floatTensor('v', [1], [1]), indices: far, dims: [2, 1] }] } },
    attribute: holding({ name: 'value', tensor: far, type: 4 }),
    attributes: holding({ name: 'values', tensors: [far], type: 9 }),
    'sparse attribute': holding({
      name: 'sparse_value',
      sparseTensor: { values: far, indices: int64('i', 0), dims: [2] },
      type: 11,
    }),
    'sparse attributes': holding({ name: 'x', sparseTensors: [{ values: far }], type: 12 }),
    branch: adding(node('If', { attributes: [{ name: 'then_branch', graph, type: 5 }] })),
    branches: adding(node('If', { attributes: [{ name: 'all', graphs: [graph], type: 10 }] })),
    'function': { model: { functions: [{ name: 'f', domain: 'own', nodes: [node('Constant', { attributes: [{ name: 'value', tensor: far }] })] }] } }, // prettier-ignore
    'default of a function': {
      model: { functions: [{ name: 'f', domain: 'own', attributes: [{ name: 'a', tensor: far }] }] },
    },
    training: { model: { training: [{ initialization: graph, algorithm: graph }] } },
  };
  return Object.entries(places).map(([place, change]) =>
    crafted(`${location.replaceAll(/bait-\w+/g, 'bait')} in ${place}`, change, 'EXTERNAL_DATA'),
  );
}

function foreign(): CraftedModel[] {
  const body: OnnxPart = {
    name: 'body',
    nodes: [node('Identity', { outputs: ['out'] })],
    outputs: [floatValue('out', ['N', 2])],
  };
  const loops = ['Loop', 'If', 'Scan', 'SequenceMap'].map((opType) =>
    crafted(
      `a ${opType} with a body`,
      adding(node(opType, { attributes: [{ name: 'body', graph: body, type: 5 }] })),
      'SUBGRAPH',
    ),
  );
  const domains = ['com.microsoft', 'ai.onnx.contrib', 'ai.onnx.training', '\uFEFF', 'ai.onnx.ml.', 'own'].map(
    (domain) => crafted(`the domain ${JSON.stringify(domain)}`, adding(node('Gemm', { domain })), 'FOREIGN_DOMAIN'),
  );
  const operators = ['Loop', 'RandomNormal', 'Bernoulli', 'Multinomial', 'StringNormalizer', 'ImageDecoder', 'Optional', '\uFEFFAbs', '']; // prettier-ignore
  return [
    ...loops,
    ...domains,
    ...operators.map((opType) =>
      crafted(`the operator ${JSON.stringify(opType)}`, adding(node(opType)), 'OPERATOR_NOT_ALLOWED'),
    ),
    crafted('functions of its own', { model: { functions: [{ name: 'Sigmoid', domain: '' }] } }, 'LOCAL_FUNCTIONS'),
    crafted('a training', { model: { training: [{}] } }, 'TRAINING_INFO'),
  ];
}

function giants(): CraftedModel[] {
  const made = (opType: string, inputs: string[], shape: number[]) =>
    crafted(
      `a giant of ${opType}`,
      { graph: { ...adding(node(opType, { inputs })).graph, ...withShape(...shape) } },
      'TENSOR_SIZE',
    );
  const claim = (dims: number[], more: OnnxPart = { rawData: Buffer.alloc(8) }) =>
    crafted(
      `a tensor of ${dims.join(' x ')}`,
      { graph: { initializers: [{ name: 'weights', dims, dataType: 1, ...more }] } },
      'TENSOR_SIZE',
    );
  const one = floatTensor('v', [1], [1]);
  return [
    made('ConstantOfShape', ['shape'], [100_000, 100_000]),
    made('Expand', ['features', 'shape'], [2 ** 20, 2 ** 20]),
    made('Tile', ['features', 'shape'], [2 ** 31, 2]),
    made('OneHot', ['features', 'shape', 'features'], [2 ** 31]),
    made('Pad', ['features', 'shape'], [0, 0, 0, 2 ** 31]),
    claim([2 ** 31]),
    claim([2 ** 32, 2 ** 32]),
    claim([-1, 2]),
    claim([2, 1], { floatData: [1] }),
    crafted('a sparse giant', { graph: { sparseInitializers: [{ values: one, indices: int64('i', 0), dims: [2 ** 20, 2 ** 20] }] } }, 'TENSOR_SIZE'), // prettier-ignore
    crafted('as much as a row says', adding(node('Range', { inputs: ['features', 'features', 'features'] })), 'TENSOR_SIZE'),
    // Nothing of it is written down: it is for the probe.
    crafted('a giant that is computed', {
      graph: {
        nodes: [
          node('Mul', { name: 'm', inputs: ['shape', 'shape'], outputs: ['large'] }),
          node('ConstantOfShape', { name: 'c', inputs: ['large'], outputs: ['giant'] }),
          node('ReduceSum', { name: 's', inputs: ['giant'], outputs: ['sum'] }),
          node('MatMul', { name: 'w', inputs: ['features', 'weights'], outputs: ['logit'] }),
          node('Add', { name: 'a', inputs: ['logit', 'sum'], outputs: ['more'] }),
          node('Sigmoid', { name: 'p', inputs: ['more'], outputs: ['probability'] }),
        ],
        ...withShape(2 ** 9, 2 ** 8),
      },
    }, 'NOT_LOADABLE', 'RUN_FAILED', 'PROBE_ENDED', 'PROBE_TIME'),
    crafted('twice as much thirty times', {
      graph: {
        nodes: [
          ...Array.from({ length: 30 }, (_, i) => node('Concat', { name: `c${i}`, inputs: [i ? `d${i}` : 'features', i ? `d${i}` : 'features'], outputs: [`d${i + 1}`], attributes: [{ name: 'axis', int: 1, type: 2 }] })),
          node('ReduceSum', { name: 's', inputs: ['d30'], outputs: ['sum'] }),
          node('Sigmoid', { name: 'p', inputs: ['sum'], outputs: ['probability'] }),
        ],
      },
    }, 'NOT_LOADABLE', 'RUN_FAILED', 'PROBE_ENDED', 'PROBE_TIME'),
  ]; // prettier-ignore
}

function endless(): CraftedModel[] {
  const chain = (count: number) => Array.from({ length: count }, (_, i) => node('Abs', { name: `n${i}`, inputs: [i ? `a${i}` : 'features'], outputs: [`a${i + 1}`] })); // prettier-ignore
  const products = Array.from({ length: 3_000 }, (_, i) => node('MatMul', { name: `n${i}`, inputs: [`m${i}`, 'square'], outputs: [`m${i + 1}`] })); // prettier-ignore
  const side = 1_000;
  let type: Buffer = Buffer.alloc(0);
  for (let i = 0; i < 5_000; i += 1) type = lengthed(4, lengthed(1, type));
  let graph: OnnxPart = { name: 'innermost' };
  for (let i = 0; i < 200; i += 1) graph = { name: 'g', nodes: [node('If', { attributes: [{ name: 'b', graph }] })] };
  return [
    crafted('a chain of 4,900 nodes', adding(...chain(4_900))),
    crafted('a chain of 6,000 nodes', adding(...chain(6_000)), 'TOO_MANY_NODES'),
    crafted('a ring', adding(node('Abs', { inputs: ['b'], outputs: ['a'] }), node('Abs', { inputs: ['a'], outputs: ['b'] })), 'GRAPH_ORDER'),
    crafted('graphs 200 deep', { graph }, 'NOT_ONNX'),
    { name: 'types 5,000 deep', bytes: lengthed(7, lengthed(11, lengthed(2, type))), codes: ['NOT_ONNX'] },
    crafted('thousands of products', {
      graph: {
        nodes: [
          node('ReduceSum', { name: 'one', outputs: ['one'] }),
          node('Mul', { name: 'first', inputs: ['square', 'one'], outputs: ['m0'] }),
          ...products,
          node('ReduceMean', { name: 'mean', inputs: ['m3000'], outputs: ['mean'] }),
          node('MatMul', { name: 'w', inputs: ['features', 'weights'], outputs: ['logit'] }),
          node('Add', { name: 'add', inputs: ['logit', 'mean'], outputs: ['last'] }),
          node('Sigmoid', { name: 'p', inputs: ['last'], outputs: ['probability'] }),
        ],
        initializers: [...ownNodes.initializers, floatTensor('square', [side, side], new Array<number>(side * side).fill(1e-4))],
      },
    }, 'PROBE_TIME', 'PROBE_ENDED'),
  ]; // prettier-ignore
}

function broken(): CraftedModel[] {
  const small = onnxFile(smallModel());
  const empty = lengthed(1, Buffer.alloc(0));
  const raw: Record<string, Buffer> = {
    nothing: Buffer.alloc(0),
    zeros: Buffer.alloc(2 ** 20),
    'a zip': Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]),
    'a pickle': Buffer.from('\x80\x04\x95csklearn.linear_model\nLogisticRegression\n.', 'latin1'),
    'a page': Buffer.from('<!doctype html><title>Not found</title>'),
    'a claim of 2 GB': Buffer.concat([tag(7, 2), varint(2n ** 31n)]),
    'a claim of 2 GB within': lengthed(
      7,
      lengthed(5, Buffer.concat([tag(9, 2), varint(2n ** 31n - 1n), Buffer.alloc(8)])),
    ),
    'a claim of 2^63 bytes': Buffer.concat([tag(7, 2), varint(2n ** 63n - 1n)]),
    'two graphs': Buffer.concat([small, small]),
    'a field of nobody': Buffer.concat([small, lengthed(1000, Buffer.from('x'))]),
    'a group': Buffer.concat([small, Buffer.of(0x3b, 0x3c)]),
    'four million nodes': lengthed(7, Buffer.alloc(8 * 2 ** 20, empty)),
    'four million names': lengthed(7, lengthed(1, Buffer.alloc(8 * 2 ** 20, empty))),
    'five million numbers of ten bytes': lengthed(7, lengthed(5, Buffer.concat([lengthed(8, Buffer.from('weights')), lengthed(7, Buffer.alloc(40 * 2 ** 20, Buffer.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 1)))]))), // prettier-ignore
  };
  const codes = ['NOT_ONNX', 'NO_GRAPH', 'TENSOR_SIZE', 'OPERATOR_NOT_ALLOWED'];
  return [
    ...Object.entries(raw).map(([name, bytes]) => ({ name, bytes, codes })),
    { name: 'a byte too many', bytes: Buffer.concat([small, Buffer.alloc(50 * 2 ** 20)]), codes: ['TOO_LARGE'] },
    ...[1, 10, small.length >> 1, small.length - 1].map((length) => ({ name: `the first ${length} bytes`, bytes: small.subarray(0, length), codes })), // prettier-ignore
  ];
}

/** Harmless in themselves; names that a careless reader falls over. */
function strange(): CraftedModel[] {
  const named = (name: string): Change => ({
    graph: {
      nodes: [ownNodes.nodes[0]!, node('Sigmoid', { inputs: ['logit'], outputs: [name] })],
      outputs: [floatValue(name, ['N', 1])],
    },
  });
  return [
    crafted('an output __proto__', named('__proto__')),
    crafted('an output constructor', named('constructor')),
    crafted('an output p[1]', named('p[1]')),
    crafted('an output of a hundred kilobytes', named('x'.repeat(100_000))),
    crafted('metadata __proto__', { model: { metadata: [{ key: '__proto__', value: '{"isAdmin":true}' }] } }),
    crafted(
      'two inputs',
      { graph: { inputs: [floatValue('features', ['N', 2]), floatValue('more', ['N', 2])] } },
      'INPUT_COUNT',
    ),
    crafted('a billion columns', { graph: { ...named('probability').graph, inputs: [floatValue('features', ['N', 2 ** 30])] } }, 'NOT_LOADABLE', 'INPUT_SHAPE'), // prettier-ignore
    crafted('a billion rows at once', { graph: { inputs: [floatValue('features', [2 ** 30, 2])] } }, 'NOT_LOADABLE', 'FIXED_BATCH'), // prettier-ignore
  ];
}
