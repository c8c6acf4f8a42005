import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Inspection } from '../../src/release/inspect-model.js';
import type { inspectModel } from '../../src/release/inspect-model.js';
import { floatTensor, floatValue, onnxFile, smallModel, type OnnxPart } from '../support/onnx-file.js';
import { loadBuiltEngine } from '../support/built-engine.js';

let inspect: typeof inspectModel;

beforeAll(async () => {
  await loadBuiltEngine();
  const built = '../../dist/src/release/inspect-model.js';
  ({ inspectModel: inspect } = (await import(built)) as { inspectModel: typeof inspectModel });
}, 60_000);

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

  it('of which the sample has other columns is refused', async () => {
    expect(await inspected({}, { sample: [[1, 2, 3]] })).toMatchObject({ code: 'SAMPLE_WIDTH' });
    expect(await inspected({}, { sample: [], width: 5 })).toMatchObject({ code: 'SAMPLE_WIDTH' });
  });

  it('may take all the memory that it has, and takes none of ours', async () => {
    // The shape is computed, so that nobody sees it beforehand: 2^33 numbers.
    const int64 = (name: string, ...values: number[]): OnnxPart => ({
      name,
      dims: [values.length],
      dataType: 7,
      rawData: Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer),
    });
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

  it('that does not come to an end is ended', async () => {
    const side = 1_500;
    const count = 4_000;
    const nodes = Array.from({ length: count }, (_, i) =>
      node('MatMul', [`m${i}`, 'square'], [`m${i + 1}`], { name: `n${i}` }),
    );
    const square = floatTensor('square', [side, side], new Array<number>(side * side).fill(1e-4));
    const found = await inspected({
      nodes: [
        node('ReduceSum', ['features'], ['one']),
        node('Mul', ['square', 'one'], ['m0']),
        ...nodes,
        node('ReduceMean', [`m${count}`], ['mean']),
        node('MatMul', ['features', 'weights'], ['logit']),
        node('Add', ['logit', 'mean'], ['more']),
        node('Sigmoid', ['more'], ['probability']),
      ],
      initializers: [floatTensor('weights', [2, 1], [1, -1]), square],
    });
    expect(found.verdict).toBe('refused');
    expect(['PROBE_TIME', 'PROBE_ENDED']).toContain(found.code);
  }, 30_000);
});
