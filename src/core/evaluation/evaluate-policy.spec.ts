import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import { BY_HAND, CLIPPED_BY_HAND, VALUES_BY_HAND, VARIANCES_BY_HAND } from '../../../test/fixtures/ope-by-hand.js';
import { seededRandom } from '../arbitration/explore.js';
import type { EvaluationColumns } from './columns.js';
import { evaluatePolicy } from './evaluate-policy.js';

const METHODS = ['ips', 'snips', 'dr', 'dm'] as const;

interface Row {
  reward: number;
  loggingChance: number;
  evaluationChance: number;
  predicted: number;
  expected: number;
  customer: number;
}

const anyRow: fc.Arbitrary<Row> = fc.record({
  reward: realBetween(-2, 5),
  loggingChance: realBetween(0.01, 1),
  evaluationChance: realBetween(0.001, 1),
  predicted: realBetween(-1, 3),
  expected: realBetween(-1, 3),
  customer: fc.integer({ min: 0, max: 9 }),
});
const RUNS = { numRuns: 30 };
const anyRows = fc.array(anyRow, { minLength: 10, maxLength: 60 });

function columnsOf(rows: readonly Row[]): EvaluationColumns & Required<Pick<EvaluationColumns, 'model'>> {
  const column = (name: keyof Row) => Float64Array.from(rows, (row) => row[name]);
  return {
    reward: column('reward'),
    loggingChance: column('loggingChance'),
    evaluationChance: column('evaluationChance'),
    cluster: Int32Array.from(rows, ({ customer }) => customer),
    model: { predictedReward: column('predicted'), expectedReward: column('expected') },
  };
}

describe('the fixture that was worked out by hand', () => {
  it.each(METHODS)('%s', (method) => {
    const { value, standardError } = evaluatePolicy(BY_HAND)[method]!;
    expect(value).toBeCloseTo(VALUES_BY_HAND[method], 12);
    expect(standardError ** 2).toBeCloseTo(VARIANCES_BY_HAND[method], 12);
    expect(evaluatePolicy(BY_HAND, { clipAt: 2 })[method]!.value).toBeCloseTo(CLIPPED_BY_HAND[method], 12);
  });

  it('effective sample size, and what was cut', () => {
    expect(evaluatePolicy(BY_HAND).ess).toBeCloseTo(VALUES_BY_HAND.ess, 12);
    const clipped = evaluatePolicy(BY_HAND, { clipAt: 2 });
    expect(clipped).toMatchObject({ rows: 6, clusters: 3, clippedRows: 1, clipAt: 2 });
    expect(clipped.ess).toBeCloseTo(CLIPPED_BY_HAND.ess, 12);
    expect(clipped.warnings.map(({ code }) => code)).toContain('CLIPPED');
  });
});

describe('laws', () => {
  it('snips of the same reward everywhere is that reward, for certain', () => {
    fc.assert(
      fc.property(anyRows, realBetween(-3, 3), (rows, same) => {
        const { value, low, high } = evaluatePolicy(columnsOf(rows.map((row) => ({ ...row, reward: same })))).snips;
        expect(value).toBeCloseTo(same, 9);
        expect(high - low).toBeLessThan(Math.abs(same) < 1e-5 ? 1 : 1e-9);
      }),
      RUNS,
    );
  });

  it('the policy that logged is worth the mean of its rewards, with all of its rows', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { logged, ips, snips, ess } = evaluatePolicy(
          columnsOf(rows.map((row) => ({ ...row, evaluationChance: row.loggingChance }))),
        );
        expect([ips.value, ips.low, ips.high]).toEqual([logged.value, logged.low, logged.high]);
        expect(snips.value).toBeCloseTo(logged.value, 9);
        expect(ess).toBeCloseTo(rows.length, 9);
      }),
      RUNS,
    );
  });

  it('dr with a model that says nothing is ips', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { dr, ips } = evaluatePolicy(columnsOf(rows.map((row) => ({ ...row, predicted: 0, expected: 0 }))));
        expect(dr).toEqual(ips);
      }),
      RUNS,
    );
  });

  it('each estimate lies in its interval, and the effective rows between 1 and all', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const evaluation = evaluatePolicy(columnsOf(rows));
        expect(evaluation.ess).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(evaluation.ess).toBeLessThanOrEqual(rows.length + 1e-9);
        for (const method of METHODS) {
          const { low, value, high } = evaluation[method]!;
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
        }
      }),
      RUNS,
    );
  });

  it('no matter in which order the rows come, and in which unit the rewards are', () => {
    fc.assert(
      fc.property(anyRows, realBetween(0.1, 100), (rows, unit) => {
        const plain = evaluatePolicy(columnsOf(rows));
        const scaled = [...rows].reverse().map((row) => ({
          ...row,
          reward: row.reward * unit,
          predicted: row.predicted * unit,
          expected: row.expected * unit,
        }));
        const other = evaluatePolicy(columnsOf(scaled));
        for (const method of METHODS) {
          const { value, low, high } = plain[method]!;
          for (const [a, b] of [
            [value, other[method]!.value],
            [low, other[method]!.low],
            [high, other[method]!.high],
          ])
            expect(b! / unit).toBeCloseTo(a!, 6);
        }
      }),
      RUNS,
    );
  });

  it('dm of a model that is the mean of the log is as unsure as that mean', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const columns = columnsOf(rows.map((row) => ({ ...row, predicted: 1, expected: 1 })));
        const pull = new Float64Array(rows.length).fill(1);
        const { dm, logged } = evaluatePolicy({ ...columns, model: { ...columns.model, pull } });
        expect(dm!.standardError).toBeCloseTo(logged.standardError, 9);
      }),
      RUNS,
    );
  });

  it('a model that knows makes dr surer than ips', () => {
    const random = seededRandom(1);
    const rows = Array.from({ length: 2_000 }, (): Row => {
      const [first, customer] = [random() < 0.8, 0];
      const truth = first ? 0.2 : 0.6;
      const reward = Number(random() < truth);
      const [loggingChance, evaluationChance] = first ? [0.8, 0.3] : [0.2, 0.7];
      return { reward, loggingChance, evaluationChance, predicted: truth, expected: 0.3 * 0.2 + 0.7 * 0.6, customer };
    });
    const { dr, ips } = evaluatePolicy({ ...columnsOf(rows), cluster: undefined });
    expect(dr!.standardError).toBeLessThan(0.9 * ips.standardError);
    expect(dr!.value).toBeCloseTo(0.48, 1);
  });
});

describe('what the log cannot say', () => {
  const rows = (count: number, row: (n: number) => Partial<Row>) =>
    Array.from({ length: count }, (_, n) => ({
      reward: n % 2,
      loggingChance: 0.5,
      evaluationChance: 0.5,
      predicted: 0,
      expected: 0,
      customer: n,
      ...row(n),
    }));
  const codesOf = (columns: EvaluationColumns) => evaluatePolicy(columns).warnings.map(({ code }) => code);

  it('is nothing when the policy is the one that logged', () =>
    expect(codesOf(columnsOf(rows(200, () => ({}))))).toEqual([]));

  it.each([
    [
      'one row that carries all',
      (n: number) => (n === 0 ? { loggingChance: 1e-4 } : {}),
      ['FEW_EFFECTIVE_ROWS', 'HEAVY_ROW', 'TINY_CHANCE'],
    ],
    ['hardly a reward', (n: number) => ({ reward: Number(n < 9) }), ['FEW_REWARDS']],
    ['few customers', (n: number) => ({ customer: n % 20 }), ['FEW_CLUSTERS']],
    ['chances that were not those of the draw', () => ({ loggingChance: 0.25 }), ['WEIGHTS_OFF']],
    ['rows that are missing', () => ({ loggingChance: 1 }), ['WEIGHTS_OFF']],
  ])('%s', (_name, change, codes) => {
    expect(codesOf(columnsOf(rows(200, change)))).toEqual(codes);
  });

  it('what was never drawn', () => {
    const neverDrawnChance = new Float64Array(200).fill(0.25);
    const { support, warnings } = evaluatePolicy({ ...columnsOf(rows(200, () => ({}))), neverDrawnChance });
    expect(support.neverDrawnShare).toBe(0.25);
    expect(warnings).toEqual([{ code: 'NEVER_DRAWN', message: expect.stringMatching(/^25 % /) }]);
  });

  it('no reward at all leaves room for one in as many rows as there are: 1 - 0.05^(1/200)', () => {
    const { ips } = evaluatePolicy(columnsOf(rows(200, () => ({ reward: 0 }))));
    expect(ips).toMatchObject({ value: 0, low: 0 });
    expect(ips.high).toBeCloseTo(0.014867, 6);
    const ofTwenty = evaluatePolicy(columnsOf(rows(200, (n) => ({ reward: 0, customer: n % 20 }))));
    expect(ofTwenty.ips.high).toBeCloseTo(1 - 0.05 ** (1 / 20), 9);
  });
});
