import { describe, expect, it } from '@jest/globals';
import { fitIsotonic, fitPlatt, type Outcome } from './fit-calibration.js';

/** Of each score so many outcomes, of which so many are rewards: these come last. */
const outcomesOf = (...groups: [score: number, count: number, rewards: number][]): Outcome[] =>
  groups.flatMap(([score, count, rewards]) =>
    Array.from({ length: count }, (_, i) => ({ score, reward: i < count - rewards ? 0 : 1 })),
  );

describe('isotonic regression', () => {
  it('gives one score one rate, in whatever order its outcomes came', () => {
    const outcomes = outcomesOf([0.2, 100, 10], [0.5, 100, 40]);
    for (const order of [outcomes, outcomes.toReversed()]) {
      const { scores, rates } = fitIsotonic(order);
      expect(scores.map((score) => Number(score.toFixed(9)))).toEqual([0.2, 0.5]);
      expect(rates).toEqual([0.1, 0.4]);
    }
  });

  it('pools neighbours that fall', () => {
    const { rates } = fitIsotonic(outcomesOf([0.1, 10, 4], [0.2, 10, 2], [0.9, 10, 9]));
    expect(rates).toEqual([0.3, 0.9]);
  });
});

describe('the slope and intercept of Platt', () => {
  it.each<[string, Outcome[]]>([
    ['one score', outcomesOf([0.5, 400, 20])],
    ['scores that are sure, and wrong', outcomesOf([0, 200, 200], [1, 200, 0])],
    ['scores that are sure, and right', outcomesOf([0, 200, 0], [1, 200, 200])],
    ['tiny scores of what happens often', outcomesOf([1e-9, 10_000, 9_000])],
  ])('are numbers for %s', (_, outcomes) => {
    const { slope, intercept } = fitPlatt(outcomes);
    expect(slope).toBeGreaterThan(0);
    expect(Number.isFinite(slope) && Number.isFinite(intercept)).toBe(true);
  });
});
