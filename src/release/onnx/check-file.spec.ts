import { describe, expect, it } from '@jest/globals';
import { floatTensor, floatValue, onnxFile, smallModel, type OnnxPart } from '../../../test/support/onnx-file.js';
import { checkFile } from './check-file.js';
import { readModel } from './message.js';

function faultsOf(change: { model?: OnnxPart; graph?: OnnxPart }): string[] {
  const bytes = onnxFile(smallModel(change));
  return checkFile(readModel(bytes), bytes).map(({ code }) => code);
}

const node = (opType: string, more: OnnxPart = {}): OnnxPart => ({
  name: 'own',
  opType,
  inputs: ['features'],
  outputs: ['made'],
  ...more,
});
const withNodes = (...nodes: OnnxPart[]) => ({
  graph: { nodes: [...(smallModel().graph as { nodes: OnnxPart[] }).nodes, ...nodes] },
});
const elsewhere = (location: string): OnnxPart => ({
  name: 'far',
  dims: [1],
  dataType: 1,
  dataLocation: 1,
  externalData: [{ key: 'location', value: location }],
});
const holding = (attribute: OnnxPart) => withNodes(node('Constant', { inputs: [], attributes: [attribute] }));
const ints = (name: string, ...values: number[]): OnnxPart => {
  const rawData = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => rawData.writeBigInt64LE(BigInt(value), 8 * i));
  return { name, dims: [values.length], dataType: 7, rawData };
};

describe('a file before any runtime', () => {
  it('is fine when it is a plain model', () => {
    expect(faultsOf({})).toEqual([]);
  });

  const graphOf = (tensor: OnnxPart) => ({ name: 'inner', initializers: [tensor] });
  const places: Record<string, { model?: OnnxPart; graph?: OnnxPart }> = {
    weights: { graph: { initializers: [floatTensor('weights', [2, 1], [1, -1]), elsewhere('w.bin')] } },
    'sparse weights': { graph: { sparseInitializers: [{ values: elsewhere('../w.bin'), indices: ints('i', 0) }] } },
    'the indices of sparse weights': {
      graph: { sparseInitializers: [{ values: floatTensor('v', [1], [1]), indices: elsewhere('/etc/passwd') }] },
    },
    'an attribute': holding({ name: 'value', tensor: elsewhere('/etc/passwd') }),
    'a list in an attribute': holding({ name: 'values', tensors: [elsewhere('w.bin')] }),
    'a sparse attribute': holding({ name: 'sparse_value', sparseTensor: { values: elsewhere('w.bin') } }),
    'a list of sparse ones': holding({ name: 'x', sparseTensors: [{ values: elsewhere('w.bin') }] }),
    'a graph within a node': withNodes(node('If', { attributes: [{ name: 'then', graph: graphOf(elsewhere('w')) }] })),
    'graphs within a node': withNodes(node('If', { attributes: [{ name: 'all', graphs: [graphOf(elsewhere('w'))] }] })),
    'a function': {
      model: { functions: [{ name: 'f', nodes: [node('Constant', { attributes: [{ tensor: elsewhere('w') }] })] }] },
    },
    'the default of a function': { model: { functions: [{ name: 'f', attributes: [{ tensor: elsewhere('w') }] }] } },
    'what it was trained with': { model: { training: [{ algorithm: graphOf(elsewhere('w')) }] } },
    "the runtime's own memory": { graph: { initializers: [elsewhere('*/_ORT_MEM_ADDR_/*')] } },
  };
  for (const [place, change] of Object.entries(places))
    it(`that has ${place} in another file is refused`, () => expect(faultsOf(change)[0]).toBe('EXTERNAL_DATA'));

  it('that names another file without saying so is refused too', () => {
    const half = { ...floatTensor('far', [1], [1]), externalData: [{ key: 'location', value: 'w.bin' }] };
    expect(faultsOf({ graph: { initializers: [half] } })[0]).toBe('EXTERNAL_DATA');
  });

  const cases: Record<string, [{ model?: OnnxPart; graph?: OnnxPart }, string]> = {
    'has an operator of somebody else': [withNodes(node('Gemm', { domain: 'com.microsoft' })), 'FOREIGN_DOMAIN'],
    'has a loop': [withNodes(node('Loop')), 'OPERATOR_NOT_ALLOWED'],
    'draws numbers': [withNodes(node('RandomNormal')), 'OPERATOR_NOT_ALLOWED'],
    'has an operator of a wrong domain': [withNodes(node('Scaler')), 'OPERATOR_NOT_ALLOWED'],
    'holds a graph in a node': [
      withNodes(node('Abs', { attributes: [{ name: 'g', graph: { name: 'g' } }] })),
      'SUBGRAPH',
    ],
    'has functions of its own': [{ model: { functions: [{ name: 'f' }] } }, 'LOCAL_FUNCTIONS'],
    'says how to train it': [{ model: { training: [{}] } }, 'TRAINING_INFO'],
    'claims two billion numbers': [
      { graph: { initializers: [{ name: 'weights', dims: [2 ** 31], dataType: 1, rawData: Buffer.alloc(8) }] } },
      'TENSOR_SIZE',
    ],
    'claims numbers that it does not hold': [
      { graph: { initializers: [{ name: 'weights', dims: [2, 1], dataType: 1, rawData: Buffer.alloc(4) }] } },
      'TENSOR_SIZE',
    ],
    'has a negative dimension': [
      { graph: { initializers: [{ name: 'weights', dims: [-2, -1], dataType: 1, rawData: Buffer.alloc(8) }] } },
      'TENSOR_SIZE',
    ],
    'makes a giant of a shape': [
      {
        graph: {
          ...withNodes(node('ConstantOfShape', { inputs: ['shape'] })).graph,
          initializers: [floatTensor('weights', [2, 1], [1, -1]), ints('shape', 100_000, 100_000)],
        },
      },
      'TENSOR_SIZE',
    ],
    'makes a giant of a constant': [
      withNodes(
        node('Constant', {
          inputs: [],
          outputs: ['shape'],
          attributes: [{ name: 'value', tensor: ints('', 2 ** 40) }],
        }),
        node('Expand', { inputs: ['features', 'shape'] }),
      ),
      'TENSOR_SIZE',
    ],
    'goes round in a ring': [
      withNodes(node('Abs', { inputs: ['b'], outputs: ['a'] }), node('Abs', { inputs: ['a'], outputs: ['b'] })),
      'GRAPH_ORDER',
    ],
    'makes a name twice': [withNodes(node('Abs', { outputs: ['logit'] })), 'GRAPH_ORDER'],
    'promises what nobody makes': [{ graph: { outputs: [floatValue('nothing', [1])] } }, 'GRAPH_ORDER'],
    'has too many nodes': [
      withNodes(...Array.from({ length: 5_000 }, (_, i) => node('Abs', { outputs: [`made-${i}`] }))),
      'TOO_MANY_NODES',
    ],
  };
  for (const [name, [change, code]] of Object.entries(cases))
    it(`that ${name} is refused`, () => expect(faultsOf(change)).toContain(code));

  it('may name sets of operators that no node uses', () => {
    expect(faultsOf({ model: { opsets: [{ domain: 'com.microsoft', version: 1 }] } })).toEqual([]);
  });

  it('without a graph is none', () => {
    const bytes = onnxFile({ irVersion: 8 });
    expect(checkFile(readModel(bytes), bytes)).toMatchObject([{ code: 'NO_GRAPH' }]);
  });
});
