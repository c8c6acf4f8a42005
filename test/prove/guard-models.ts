import { floatTensor, floatValue, onnxFile, type OnnxPart } from '../support/onnx-file.js';

const WIDTH = 30;
const INPUT = 'features';
const OUTPUT = 'probability';

/** A logistic regression that knows nothing of missing values: it gives no number wherever one is missing. */
export function modelWithoutImputer(): Buffer {
  const weights = floatTensor('weights', [WIDTH, 1], new Array<number>(WIDTH).fill(0.01));
  return graphOf(
    [
      { opType: 'MatMul', inputs: [INPUT, 'weights'], outputs: ['logit'] },
      { opType: 'Sigmoid', inputs: ['logit'], outputs: [OUTPUT] },
    ],
    [weights],
  );
}

/** A network that takes missing values for 0 and answers as it should, but takes its time: `hidden` squared for a row. */
export function slowModel(hidden: number): Buffer {
  const small = (rows: number, columns: number) =>
    Array.from({ length: rows * columns }, (_, i) => ((i % 13) - 6) / (100 * Math.sqrt(rows)));
  return graphOf(
    [
      { opType: 'IsNaN', inputs: [INPUT], outputs: ['missing'] },
      { opType: 'Where', inputs: ['missing', 'zero', INPUT], outputs: ['known'] },
      { opType: 'MatMul', inputs: ['known', 'first'], outputs: ['one'] },
      { opType: 'Relu', inputs: ['one'], outputs: ['oneUp'] },
      { opType: 'MatMul', inputs: ['oneUp', 'second'], outputs: ['two'] },
      { opType: 'Relu', inputs: ['two'], outputs: ['twoUp'] },
      { opType: 'MatMul', inputs: ['twoUp', 'last'], outputs: ['logit'] },
      { opType: 'Sigmoid', inputs: ['logit'], outputs: [OUTPUT] },
    ],
    [
      floatTensor('zero', [1], [0]),
      floatTensor('first', [WIDTH, hidden], small(WIDTH, hidden)),
      floatTensor('second', [hidden, hidden], small(hidden, hidden)),
      floatTensor('last', [hidden, 1], small(hidden, 1)),
    ],
  );
}

function graphOf(nodes: readonly OnnxPart[], initializers: readonly OnnxPart[]): Buffer {
  return onnxFile({
    irVersion: 8,
    producerName: 'a proof',
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'made up',
      nodes: nodes.map((node, i) => ({ name: `node-${i}`, ...node })),
      initializers: [...initializers],
      inputs: [floatValue(INPUT, ['rows', WIDTH])],
      outputs: [floatValue(OUTPUT, ['rows', 1])],
    },
  });
}
