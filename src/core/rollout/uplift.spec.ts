import { expect, it } from '@jest/globals';
import { NO_OUTCOMES, QUIET } from '../../../test/support/trial.js';
import { seededRandom } from '../arbitration/explore.js';
import { upliftOf } from './uplift.js';
import type { ArmCounts, TrialCounts, TrialStep } from './guardrails.js';

const arm = (granted: number, accepts: number): ArmCounts => ({
  ...NO_OUTCOMES,
  firstAccepts: accepts,
  granted,
  accepts,
});
const trial = (...steps: readonly (readonly [ArmCounts, ArmCounts])[]): TrialCounts => ({
  ...QUIET,
  steps: steps.map(([champion, challenger], i): TrialStep => ({ share: 0.1 * (i + 1), champion, challenger })),
});

it('the uplift is the ratio of the rates, with an interval around it', () => {
  const { ratio, low, high, champion, challenger } = upliftOf(trial([arm(1_000, 100), arm(500, 75)]));
  expect(ratio).toBeCloseTo(1.5, 12);
  // By hand: 1.5 / exp(1.96 * sqrt(1/75 - 1/500 + 1/100 - 1/1000)).
  expect(low!).toBeCloseTo(1.1343, 4);
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

/** Customers of whom some accept nearly all, and most hardly anything: by chance one half has more of the former. */
function equalArms(random: () => number): [ArmCounts, ArmCounts] {
  const arms = [0, 1].map(() => ({ ...NO_OUTCOMES }));
  for (let customer = 0; customer < 500; customer += 1) {
    const sum = arms[customer % 2]!;
    const chance = random() < 0.1 ? 0.6 : 0.02;
    let accepts = 0;
    for (let offer = 0; offer < 10; offer += 1) accepts += Number(random() < chance);
    sum.granted += 10;
    sum.accepts += accepts;
    sum.firstAccepts += Math.min(1, accepts);
  }
  return arms as [ArmCounts, ArmCounts];
}

it('the interval holds what is true about as often as it says, though each customer is asked again and again', () => {
  let holds = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const { low, high } = upliftOf(trial(equalArms(seededRandom(seed))));
    holds += Number(low! <= 1 && high! >= 1);
  }
  // 200 times 95 % is 190.
  expect(holds).toBeGreaterThanOrEqual(185);
});
