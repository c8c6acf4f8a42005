import { expect, it } from '@jest/globals';
import { findColumnFault, type EvaluationColumns } from './columns.js';
import { evaluatePolicy } from './evaluate-policy.js';

const good = (): EvaluationColumns => ({
  reward: Float64Array.of(1, 0, 1),
  loggingChance: Float64Array.of(0.5, 0.5, 1),
  evaluationChance: Float64Array.of(0.2, 0, 1),
});
const model = { predictedReward: new Float64Array(3), expectedReward: new Float64Array(3) };

it('takes chances up to 1 and rewards of any size', () => {
  expect(findColumnFault({ ...good(), reward: Float64Array.of(-3, 1e6, 0), model })).toBeUndefined();
});

it.each<[string, Partial<EvaluationColumns>, object]>([
  ['no rows', { reward: new Float64Array(0) }, { code: 'EMPTY' }],
  ['a short column', { loggingChance: Float64Array.of(0.5) }, { code: 'LENGTH', column: 'loggingChance' }],
  [
    'a short model',
    { model: { ...model, expectedReward: new Float64Array(2) } },
    { code: 'LENGTH', column: 'expectedReward' },
  ],
  ['a reward that is NaN', { reward: Float64Array.of(1, NaN, 0) }, { code: 'NOT_FINITE', column: 'reward', row: 1 }],
  ['an endless reward', { reward: Float64Array.of(1, 0, Infinity) }, { code: 'NOT_FINITE', column: 'reward', row: 2 }],
  [
    'a model that says NaN',
    { model: { ...model, predictedReward: Float64Array.of(NaN, 0, 0) } },
    { code: 'NOT_FINITE', row: 0 },
  ],
  [
    'a row drawn with chance 0',
    { loggingChance: Float64Array.of(0.5, 0, 1) },
    { code: 'NO_CHANCE', column: 'loggingChance', row: 1 },
  ],
  ['a chance above 1', { loggingChance: Float64Array.of(0.5, 1.1, 1) }, { code: 'NO_CHANCE', row: 1 }],
  [
    'a negative chance',
    { evaluationChance: Float64Array.of(0.5, -0.1, 1) },
    { code: 'NO_CHANCE', column: 'evaluationChance', row: 1 },
  ],
  ['a chance that is NaN', { evaluationChance: Float64Array.of(NaN, 0, 1) }, { code: 'NO_CHANCE', row: 0 }],
  ['a customer that is no number of one', { cluster: Int32Array.of(0, -1, 1) }, { code: 'NO_CLUSTER', row: 1 }],
  ['a policy that does nothing of what was logged', { evaluationChance: new Float64Array(3) }, { code: 'NO_OVERLAP' }],
])('refuses %s', (_name, change, fault) => {
  const columns = { ...good(), ...change };
  expect(findColumnFault(columns)).toMatchObject(fault);
  expect(() => evaluatePolicy(columns)).toThrow(RangeError);
});

it.each([{ confidence: 0 }, { confidence: 1 }, { confidence: NaN }, { clipAt: 0 }, { clipAt: NaN }])(
  'refuses the option %j',
  (options) => expect(() => evaluatePolicy(good(), options)).toThrow(RangeError),
);
