import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../arbitration/explore.js';
import { fitIsotonic, fitPlatt, reliabilityOf, type Outcome } from './fit-calibration.js';

const logit = (p: number) => Math.log(p / (1 - p));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Scores that promise what `truth` makes of them. */
function outcomesOf(seed: number, count: number, truth: (score: number) => number): Outcome[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const score = 0.02 + 0.96 * random();
    return { score, reward: random() < truth(score) ? 1 : 0 };
  });
}

describe("Platt's correction", () => {
  it('finds slope and intercept of the log-odds', () => {
    const { slope, intercept } = fitPlatt(outcomesOf(1, 40_000, (score) => sigmoid(0.6 * logit(score) - 1)));
    expect(slope).toBeCloseTo(0.6, 1);
    expect(intercept).toBeCloseTo(-1, 1);
  });

  it('changes nothing where nothing is known, and never turns the order round', () => {
    expect(fitPlatt([])).toEqual({ slope: 1, intercept: 0 });
    const { slope } = fitPlatt(outcomesOf(2, 5_000, (score) => 1 - score));
    expect(slope).toBeGreaterThan(0);
  });

  it('is finite for scores of 0 and 1', () => {
    const { slope, intercept } = fitPlatt([
      { score: 0, reward: 1 },
      { score: 1, reward: 0 },
    ]);
    expect([slope, intercept].every(Number.isFinite)).toBe(true);
  });
});

describe('the isotonic correction', () => {
  it('is the mean of neighbours that are out of order', () => {
    const outcomes = [0.1, 0.2, 0.3, 0.4].map((score, i) => ({ score, reward: [0, 1, 0, 1][i]! }));
    const { scores, rates } = fitIsotonic(outcomes);
    expect(rates).toEqual([0, 0.5, 1]);
    expect(scores[1]).toBeCloseTo(0.25, 12);
  });

  it('never falls, and has no more points than it may', () => {
    const outcome = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), reward: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 300 }), (outcomes) => {
        const { scores, rates } = fitIsotonic(outcomes, 20);
        expect(rates.length).toBeLessThanOrEqual(22);
        for (let i = 1; i < rates.length; i += 1) {
          expect(rates[i]!).toBeGreaterThanOrEqual(rates[i - 1]!);
          expect(scores[i]!).toBeGreaterThanOrEqual(scores[i - 1]!);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it('the calibration error is how far promise and rate lie apart, in bins of as many outcomes each', () => {
  const { ece, bins } = reliabilityOf(outcomesOf(3, 20_000, (score) => score / 2));
  expect(bins).toHaveLength(10);
  expect(bins.every(({ count }) => count === 2_000)).toBe(true);
  expect(ece).toBeCloseTo(0.25, 1);
  expect(reliabilityOf([])).toEqual({ ece: 0, bins: [] });
});

/** Of each score so many outcomes, of which so many are rewards: these come last. */
const groupsOf = (...groups: [score: number, count: number, rewards: number][]): Outcome[] =>
  groups.flatMap(([score, count, rewards]) =>
    Array.from({ length: count }, (_, i) => ({ score, reward: i < count - rewards ? 0 : 1 })),
  );

describe('isotonic regression', () => {
  it('gives one score one rate, in whatever order its outcomes came', () => {
    const outcomes = groupsOf([0.2, 100, 10], [0.5, 100, 40]);
    for (const order of [outcomes, outcomes.toReversed()]) {
      const { scores, rates } = fitIsotonic(order);
      expect(scores.map((score) => Number(score.toFixed(9)))).toEqual([0.2, 0.5]);
      expect(rates).toEqual([0.1, 0.4]);
    }
  });

  it('pools neighbours that fall', () => {
    const { rates } = fitIsotonic(groupsOf([0.1, 10, 4], [0.2, 10, 2], [0.9, 10, 9]));
    expect(rates).toEqual([0.3, 0.9]);
  });
});

describe('the slope and intercept of Platt', () => {
  it.each<[string, Outcome[]]>([
    ['one score', groupsOf([0.5, 400, 20])],
    ['scores that are sure, and wrong', groupsOf([0, 200, 200], [1, 200, 0])],
    ['scores that are sure, and right', groupsOf([0, 200, 0], [1, 200, 200])],
    ['tiny scores of what happens often', groupsOf([1e-9, 10_000, 9_000])],
  ])('are numbers for %s', (_, outcomes) => {
    const { slope, intercept } = fitPlatt(outcomes);
    expect(slope).toBeGreaterThan(0);
    expect(Number.isFinite(slope) && Number.isFinite(intercept)).toBe(true);
  });
});
