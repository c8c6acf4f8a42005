import { expect, it } from '@jest/globals';
import { NO_OUTCOMES, QUIET } from '../../../test/support/trial.js';
import { upliftOf } from './uplift.js';
import type { ArmCounts, TrialCounts, TrialStep } from './guardrails.js';

const arm = (granted: number, accepts: number): ArmCounts => ({ ...NO_OUTCOMES, granted, accepts });
const trial = (...steps: readonly (readonly [ArmCounts, ArmCounts])[]): TrialCounts => ({
  ...QUIET,
  steps: steps.map(([champion, challenger], i): TrialStep => ({ share: 0.1 * (i + 1), champion, challenger })),
});

it('the uplift is the ratio of the rates, with an interval around it', () => {
  const { ratio, low, high, champion, challenger } = upliftOf(trial([arm(1_000, 100), arm(500, 75)]));
  expect(ratio).toBeCloseTo(1.5, 12);
  expect(low!).toBeLessThan(1.5);
  expect(high!).toBeGreaterThan(1.5);
  expect(low! * high!).toBeCloseTo(1.5 ** 2, 9);
  expect([champion, challenger]).toEqual([
    { granted: 1_000, accepts: 100 },
    { granted: 500, accepts: 75 },
  ]);
});

it('times in which more was accepted by all do not pass for the work of one', () => {
  // The challenger has most of its customers in the better time; within each time the two are alike.
  const { ratio } = upliftOf(trial([arm(9_000, 450), arm(1_000, 50)], [arm(1_000, 200), arm(9_000, 1_800)]));
  expect(ratio).toBeCloseTo(1, 12);
});

it('without acceptances of both there is no ratio', () => {
  expect(upliftOf(trial([arm(10, 0), arm(10, 3)])).ratio).toBeUndefined();
  expect(upliftOf(trial()).ratio).toBeUndefined();
});
