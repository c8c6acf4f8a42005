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

  it('that says so without a word of where is refused too', () => {
    const half = { ...floatTensor('far', [1], [1]), dataLocation: 1 };
    expect(faultsOf({ graph: { initializers: [half] } })[0]).toBe('EXTERNAL_DATA');
  });

  it('that holds many graphs in a node is refused', () => {
    expect(faultsOf(withNodes(node('Abs', { attributes: [{ name: 'g', graphs: [{ name: 'g' }] }] })))).toContain(
      'SUBGRAPH',
    );
  });

  it('tells what is wrong with a type or a text, not what it would hold', () => {
    const messageOf = (tensor: OnnxPart) => {
      const bytes = onnxFile(smallModel({ graph: { initializers: [{ name: 'weights', ...tensor }] } }));
      return checkFile(readModel(bytes), bytes)[0]!.message;
    };
    const bytes = { dims: [0], rawData: Buffer.alloc(0) };
    expect(messageOf({ ...bytes, dataType: 22 })).toMatch(/data type 22, which is not read/);
    expect(messageOf({ ...bytes, dataType: 8 })).toMatch(/claims 0 values and holds -1/);
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
    'claims a giant of few numbers': [
      {
        graph: {
          sparseInitializers: [{ values: floatTensor('v', [1], [1]), indices: ints('i', 0), dims: [2 ** 16, 2 ** 16] }],
        },
      },
      'TENSOR_SIZE',
    ],
    'has sparse weights of a negative dimension': [
      { graph: { sparseInitializers: [{ values: floatTensor('v', [1], [1]), indices: ints('i', 0), dims: [-1] }] } },
      'TENSOR_SIZE',
    ],
    'has nine dimensions': [
      { graph: { initializers: [floatTensor('weights', Array(9).fill(1), [1])] } },
      'TENSOR_SIZE',
    ],
    'has a type of numbers that nobody reads': [
      { graph: { initializers: [{ name: 'weights', dims: [2, 1], dataType: 22, rawData: Buffer.alloc(8) }] } },
      'TENSOR_SIZE',
    ],
    'has texts as bytes': [
      { graph: { initializers: [{ name: 'weights', dims: [2, 1], dataType: 8, rawData: Buffer.alloc(8) }] } },
      'TENSOR_SIZE',
    ],
    'claims texts that it does not hold': [
      { graph: { initializers: [{ name: 'weights', dims: [2, 1], dataType: 8, stringData: ['a'] }] } },
      'TENSOR_SIZE',
    ],
    'holds half of its complex numbers': [
      { graph: { initializers: [{ name: 'weights', dims: [2], dataType: 14, floatData: [1, 2] }] } },
      'TENSOR_SIZE',
    ],
    'makes a giant of a shape in the node': [
      withNodes(
        node('Constant', {
          inputs: [],
          outputs: ['shape'],
          attributes: [{ name: 'value_ints', ints: [99_999, 99_999] }],
        }),
        node('ConstantOfShape', { inputs: ['shape'] }),
      ),
      'TENSOR_SIZE',
    ],
    'makes a giant of a number in the node': [
      withNodes(
        node('Constant', { inputs: [], outputs: ['depth'], attributes: [{ name: 'value_int', int: 2 ** 31 }] }),
        node('OneHot', { inputs: ['features', 'depth', 'features'] }),
      ),
      'TENSOR_SIZE',
    ],
    'makes a giant of numbers one by one': [
      {
        graph: {
          ...withNodes(node('Tile', { inputs: ['features', 'times'] })).graph,
          initializers: [
            floatTensor('weights', [2, 1], [1, -1]),
            { name: 'times', dims: [2], dataType: 7, int64Data: [2 ** 20, 2 ** 20] },
          ],
        },
      },
      'TENSOR_SIZE',
    ],
    'fills up to a giant': [
      withNodes(node('Pad', { attributes: [{ name: 'pads', ints: [0, 0, 0, 2 ** 40] }] })),
      'TENSOR_SIZE',
    ],
    'makes as many numbers as a row says': [withNodes(node('Range', { inputs: ['', 'features', ''] })), 'TENSOR_SIZE'],
    'makes as many numbers as follow from a row': [
      withNodes(
        node('Cast', { inputs: ['logit'], outputs: ['count'] }),
        node('ConstantOfShape', { inputs: ['count'], outputs: ['giant'] }),
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

  const fine: Record<string, { model?: OnnxPart; graph?: OnnxPart }> = {
    'makes as much as there are rows': withNodes(
      node('Shape', { outputs: ['shape'] }),
      node('Expand', { inputs: ['weights', 'shape'], outputs: ['wide'] }),
      node('Reshape', { inputs: ['wide', 'shape'] }),
    ),
    'reshapes by what a row says': withNodes(node('Reshape', { inputs: ['features', 'logit'] })),
    'names a size of its own among its inputs': {
      graph: {
        ...withNodes(node('Expand', { inputs: ['weights', 'shape'] })).graph,
        inputs: [floatValue('features', ['N', 2]), { name: 'shape', type: { tensor: { elementType: 7 } } }],
        initializers: [floatTensor('weights', [2, 1], [1, -1]), ints('shape', 2, 3)],
      },
    },
    'writes out the name of the general domain': withNodes(node('Abs', { domain: 'ai.onnx' })),
    'holds numbers one by one': {
      graph: { initializers: [{ name: 'weights', dims: [2, 1], dataType: 1, floatData: [1, -1] }] },
    },
    'holds texts and complex numbers': {
      graph: {
        initializers: [
          floatTensor('weights', [2, 1], [1, -1]),
          { name: 'texts', dims: [2], dataType: 8, stringData: ['a', 'b'] },
          { name: 'complex', dims: [1], dataType: 14, floatData: [1, 2] },
          { name: 'none', dims: [0], dataType: 1 },
        ],
      },
    },
    'has sparse weights': {
      graph: {
        initializers: [],
        sparseInitializers: [{ values: floatTensor('weights', [1], [1]), indices: ints('i', 0), dims: [2, 1] }],
      },
    },
    'leaves out what a node may do without': withNodes(node('Clip', { inputs: ['features', '', 'weights'] })),
  };
  for (const [name, change] of Object.entries(fine))
    it(`that ${name} is fine`, () => expect(faultsOf(change)).toEqual([]));

  it('is told in few words, however long its names are', () => {
    const long = 'x'.repeat(100_000);
    const bytes = onnxFile(smallModel(withNodes(node(long, { name: `${long}\n`, outputs: [long] }))));
    for (const { message } of checkFile(readModel(bytes), bytes)) {
      expect(message.length).toBeLessThan(300);
      expect(message).not.toContain('\n');
    }
  });

  it('may name sets of operators that no node uses', () => {
    expect(faultsOf({ model: { opsets: [{ domain: 'com.microsoft', version: 1 }] } })).toEqual([]);
  });

  it('without a graph is none', () => {
    const bytes = onnxFile({ irVersion: 8 });
    expect(checkFile(readModel(bytes), bytes)).toMatchObject([{ code: 'NO_GRAPH' }]);
  });
});
