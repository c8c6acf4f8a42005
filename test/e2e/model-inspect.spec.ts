import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Inspection } from '../../src/release/inspect-model.js';
import type { inspectModel } from '../../src/release/inspect-model.js';
import type { runProbe } from '../../src/scoring/probe/run-probe.js';
import { floatTensor, floatValue, onnxFile, smallModel, type OnnxPart } from '../support/onnx-file.js';
import { loadBuiltEngine } from '../support/built-engine.js';

let inspect: typeof inspectModel;
let probe: typeof runProbe;

beforeAll(async () => {
  await loadBuiltEngine();
  const [inspecting, probing] = ['release/inspect-model.js', 'scoring/probe/run-probe.js'];
  ({ inspectModel: inspect } = (await import(`../../dist/src/${inspecting}`)) as { inspectModel: typeof inspectModel });
  ({ runProbe: probe } = (await import(`../../dist/src/${probing}`)) as { runProbe: typeof runProbe });
});

function inspected(graph: OnnxPart, task: Parameters<typeof inspectModel>[1] = { sample: [] }): Promise<Inspection> {
  return inspect(onnxFile(smallModel({ graph })), task);
}

const node = (opType: string, inputs: string[], outputs: string[], more: OnnxPart = {}): OnnxPart => ({
  name: opType,
  opType,
  inputs,
  outputs,
  ...more,
});
const int64 = (name: string, ...values: number[]): OnnxPart => ({
  name,
  dims: [values.length],
  dataType: 7,
  rawData: Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer),
});
const squashed = (...before: OnnxPart[]) => [...before, node('Sigmoid', ['last'], ['probability'])];
const ofMany = (inputs: OnnxPart[]) => ({ inputs });

describe('a model that is tried', () => {
  it('is accepted, with what it answers and how fast', async () => {
    const sample = [
      [0, 0],
      [2, 1],
    ];
    const found = await inspected({}, { sample });
    expect(found).toMatchObject({
      verdict: 'accepted',
      inputs: [{ name: 'features', type: 'float32', shape: ['N', 2] }],
      probe: { probability: { output: 'probability', column: 0 }, takesMissing: false },
    });
    expect(found.probe!.scores![0]).toBe(0.5);
    expect(found.probe!.scores![1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(found.probe!.p99Us64).toBeGreaterThan(0);
    expect(found.checks.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed', 'passed', 'noted']);
  });

  it('that takes one row at a time is asked so many times', async () => {
    const found = await inspected({
      inputs: [floatValue('features', [1, 2])],
      outputs: [floatValue('probability', [1, 1])],
    });
    expect(found).toMatchObject({ verdict: 'accepted', probe: { batch: 1 } });
  });

  it('that takes 64 rows at a time and no others is asked so for any number of them', async () => {
    const sample = Array.from({ length: 100 }, (_, i) => [i / 100, 0]);
    const fixed = { inputs: [floatValue('features', [64, 2])], outputs: [floatValue('probability', [64, 1])] };
    const found = await inspected(fixed, { sample });
    expect(found).toMatchObject({ verdict: 'accepted', probe: { batch: 64 } });
    expect(found.probe!.scores).toHaveLength(100);
    expect(found.probe!.scores!.at(-1)).toBeCloseTo(1 / (1 + Math.exp(-0.99)), 6);
  });

  it('has the class of its probability named where there are several', async () => {
    const nodes = [node('Softmax', ['features'], ['classes'])];
    const three = { nodes, inputs: [floatValue('features', ['N', 3])], outputs: [floatValue('classes', ['N', 3])] };
    expect(await inspected(three)).toMatchObject({ verdict: 'refused', code: 'OUTPUT_CLASSES' });
    expect(await inspected(three, { sample: [], output: 'classes[2]' })).toMatchObject({
      verdict: 'accepted',
      probe: { probability: { output: 'classes', column: 2 } },
    });
    expect(await inspected(three, { sample: [], output: 'classes[3]' })).toMatchObject({ code: 'OUTPUT_NOT_FOUND' });
    expect(await inspected(three, { sample: [], output: 'classes[-1]' })).toMatchObject({ code: 'OUTPUT_NOT_FOUND' });
  });

  const logit = { outputs: [floatValue('logit', ['N', 1])] };
  const wide = floatValue('features', ['N', 'W']);
  const cases: Record<string, [OnnxPart, string]> = {
    'answers with logits': [logit, 'NOT_A_PROBABILITY'],
    'has two inputs': [{ ...ofMany([floatValue('features', ['N', 2]), floatValue('more', ['N', 2])]) }, 'INPUT_COUNT'],
    'does not say how wide it is': [{ ...ofMany([wide]) }, 'SAMPLE_NEEDED'],
    'takes more rows at once than are scored': [
      { inputs: [floatValue('features', [1000, 2])], outputs: [floatValue('probability', [1000, 1])] },
      'FIXED_BATCH',
    ],
    'takes doubles': [
      {
        nodes: squashed(node('Cast', ['features'], ['last'], { attributes: [{ name: 'to', int: 1, type: 2 }] })),
        initializers: [],
        inputs: [
          { name: 'features', type: { tensor: { elementType: 11, shape: { dims: [{ symbol: 'N' }, { value: 2 }] } } } },
        ],
        outputs: [floatValue('probability', ['N', 2])],
      },
      'INPUT_TYPE',
    ],
    'is wider than any manifest': [
      {
        nodes: squashed(node('ReduceMean', ['features'], ['last'])),
        initializers: [],
        inputs: [floatValue('features', ['N', 2 ** 30])],
        outputs: [floatValue('probability', [1, 1])],
      },
      'INPUT_SHAPE',
    ],
    'takes pictures': [
      {
        nodes: squashed(node('ReduceMean', ['features'], ['last'])),
        initializers: [],
        inputs: [floatValue('features', ['N', 2, 8])],
        outputs: [floatValue('probability', [1, 1, 1])],
      },
      'INPUT_SHAPE',
    ],
    'answers twice': [
      { outputs: [floatValue('logit', ['N', 1]), floatValue('probability', ['N', 1])] },
      'OUTPUT_CHOICE',
    ],
    'answers with a label alone': [
      {
        nodes: [node('ArgMax', ['features'], ['label'], { attributes: [{ name: 'axis', int: 1, type: 2 }] })],
        initializers: [],
        outputs: [{ name: 'label', type: { tensor: { elementType: 7 } } }],
      },
      'OUTPUT_NOT_FOUND',
    ],
    'answers once for all rows': [
      {
        nodes: squashed(node('ReduceMean', ['features'], ['last'])),
        initializers: [],
        outputs: [floatValue('probability', [1, 1])],
      },
      'FIXED_BATCH',
    ],
    'weighs a row by the rows that come with it': [
      {
        nodes: [
          node('MatMul', ['features', 'weights'], ['logit']),
          node('Softmax', ['logit'], ['probability'], { attributes: [{ name: 'axis', int: 0, type: 2 }] }),
        ],
      },
      'NOT_DETERMINISTIC',
    ],
    'takes its time': [
      {
        nodes: squashed(
          node('MatMul', ['features', 'wide'], ['m0'], { name: 'widen' }),
          ...Array.from({ length: 80 }, (_, i) =>
            node('MatMul', [`m${i}`, 'square'], [`m${i + 1}`], { name: `n${i}` }),
          ),
          node('MatMul', ['m80', 'narrow'], ['last']),
        ),
        initializers: [
          floatTensor('wide', [2, 1_000], new Array<number>(2_000).fill(1e-3)),
          floatTensor('square', [1_000, 1_000], new Array<number>(1e6).fill(1e-3)),
          floatTensor('narrow', [1_000, 1], new Array<number>(1_000).fill(1e-3)),
        ],
      },
      'TOO_SLOW',
    ],
    'divides by zero': [
      {
        nodes: [node('Sub', ['features', 'features'], ['zero']), node('Div', ['zero', 'zero'], ['probability'])],
        outputs: [floatValue('probability', ['N', 2])],
      },
      'NOT_FINITE',
    ],
  };
  for (const [name, [graph, code]] of Object.entries(cases))
    it(`that ${name} is refused with advice`, async () => {
      const found = await inspected(graph);
      expect(found).toMatchObject({ verdict: 'refused', code });
      expect(found.advice).toMatch(/\w{3}/);
      expect(found.bytes).toBeUndefined();
    });

  it('is taken by the name of an output that has brackets itself', async () => {
    const nodes = [
      node('MatMul', ['features', 'weights'], ['logit']),
      node('Sigmoid', ['logit'], ['p[1]']),
      node('Tanh', ['logit'], ['p']),
    ];
    const outputs = [floatValue('p', ['N', 1]), floatValue('p[1]', ['N', 1])];
    expect(await inspected({ nodes, outputs }, { sample: [], output: 'p[1]' })).toMatchObject({
      verdict: 'accepted',
      probe: { probability: { output: 'p[1]', column: 0 } },
    });
  });

  it('that takes far more memory for a thousand rows than for 64 is refused', async () => {
    const found = await inspected({
      nodes: squashed(
        node('Shape', ['features'], ['shape']),
        node('Gather', ['shape', 'first'], ['rows']),
        node('Concat', ['rows', 'rows', 'rows'], ['cube'], { attributes: [{ name: 'axis', int: 0, type: 2 }] }),
        node('ConstantOfShape', ['cube'], ['giant']),
        node('ReduceMax', ['giant'], ['none'], { attributes: [{ name: 'keepdims', int: 0, type: 2 }] }),
        node('MatMul', ['features', 'weights'], ['logit']),
        node('Add', ['logit', 'none'], ['last']),
      ),
      initializers: [floatTensor('weights', [2, 1], [1, -1]), int64('first', 0)],
    });
    expect(found.verdict).toBe('refused');
    expect(['RUN_FAILED', 'PROBE_ENDED']).toContain(found.code);
    expect(found.probe!.probability ?? found.code).toBeTruthy();
  });

  it('of which the sample has other columns is refused', async () => {
    expect(await inspected({}, { sample: [[1, 2, 3]] })).toMatchObject({ code: 'SAMPLE_WIDTH' });
    expect(await inspected({}, { sample: [], width: 5 })).toMatchObject({ code: 'SAMPLE_WIDTH' });
  });

  it('may take all the memory that it has, and takes none of ours', async () => {
    // The shape is computed, so that nobody sees it beforehand: 2^33 numbers.
    const found = await inspected({
      nodes: [
        node('Mul', ['side', 'side'], ['shape']),
        node('ConstantOfShape', ['shape'], ['giant']),
        node('ReduceSum', ['giant'], ['sum']),
        node('MatMul', ['features', 'weights'], ['logit']),
        node('Add', ['logit', 'sum'], ['more']),
        node('Sigmoid', ['more'], ['probability']),
      ],
      initializers: [floatTensor('weights', [2, 1], [1, -1]), int64('side', 2 ** 9, 2 ** 8)],
    });
    expect(found.verdict).toBe('refused');
    expect(['NOT_LOADABLE', 'RUN_FAILED', 'PROBE_ENDED']).toContain(found.code);
  });

  describe('within limits', () => {
    const small = () => onnxFile(smallModel());

    it('answers', async () => {
      expect((await probe({ bytes: small(), sample: [] })).fault).toBeUndefined();
    });

    it('is ended when its time is up', async () => {
      const endless = onnxFile(smallModel({ graph: endlessGraph() }));
      const { fault } = await probe(
        { bytes: endless, sample: [] },
        { memoryKib: 1_200_000, seconds: 1, openFiles: 64 },
      );
      expect(fault!.code).toBe('PROBE_TIME');
    });

    it('has ended when it could not begin', async () => {
      const { fault } = await probe({ bytes: small(), sample: [] }, { memoryKib: 1_000, seconds: 5, openFiles: 64 });
      expect(fault!.code).toBe('PROBE_ENDED');
    });
  });
});

/** So many products of large matrices that nobody sees the last one. */
function endlessGraph(): OnnxPart {
  const side = 1_000;
  const count = 4_000;
  return {
    nodes: squashed(
      node('ReduceSum', ['features'], ['one']),
      node('Mul', ['square', 'one'], ['m0']),
      ...Array.from({ length: count }, (_, i) => node('MatMul', [`m${i}`, 'square'], [`m${i + 1}`], { name: `n${i}` })),
      node('ReduceMean', [`m${count}`], ['mean']),
      node('MatMul', ['features', 'weights'], ['logit']),
      node('Add', ['logit', 'mean'], ['last']),
    ),
    initializers: [
      floatTensor('weights', [2, 1], [1, -1]),
      floatTensor('square', [side, side], new Array<number>(side * side).fill(1e-4)),
    ],
  };
}
