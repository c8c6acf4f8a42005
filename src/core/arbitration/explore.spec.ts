import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import type { Exploration } from '../types/policy.js';
import type { Option } from './chances/option.js';
import { explore, seededRandom } from './explore.js';

describe('seeded chance', () => {
  it('is the same again for the same seed, and another for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(2 ** 32 + 7)).toEqual(draw(7));
  });

  it('is spread evenly over 0 to 1, along a stream and over the first draws of many seeds', () => {
    const stream = seededRandom(1);
    for (const draw of [stream, (_: unknown, seed: number) => seededRandom(seed)()]) {
      const counts = new Array<number>(10).fill(0);
      for (const value of Array.from({ length: 10_000 }, draw)) counts[Math.floor(value * 10)]! += 1;
      // Chi-square with 9 degrees of freedom: above 27.9 once in a thousand.
      expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
    }
  });
});

const optionsFrom = (worths: readonly (readonly [worth: number, spread: number])[]): Option[] =>
  worths
    .map(([arbitrationScore, scoreSpread]) => ({ arbitrationScore, scoreSpread }))
    .sort((a, b) => b.arbitrationScore - a.arbitrationScore);

/** Best first; often with equal worths, and some that are known for sure. */
const someOptions = fc
  .array(fc.tuple(fc.oneof(fc.constant(40), realBetween(0.001, 500)), fc.oneof(fc.constant(0), realBetween(0, 200))), {
    minLength: 1,
    maxLength: 200,
  })
  .map(optionsFrom);

const somePolicy: fc.Arbitrary<Exploration> = fc
  .tuple(realBetween(0, 1), realBetween(0.01, 100_000), fc.oneof(fc.constant(0), realBetween(0, 0.1)))
  .chain(([epsilon, gamma, floor]) =>
    fc.constantFrom<Exploration>(
      { kind: 'epsilon-greedy', epsilon, floor },
      { kind: 'inverse-gap', gamma, floor },
      { kind: 'thompson', width: 2 * epsilon, floor },
    ),
  );

const EACH: readonly Exploration[] = [
  { kind: 'epsilon-greedy', epsilon: 0.2, floor: 0 },
  { kind: 'inverse-gap', gamma: 20, floor: 0 },
  { kind: 'thompson', width: 1, floor: 0 },
];

describe('exploration', () => {
  it('gives each option a chance; they sum to 1, and what is drawn has one', () => {
    fc.assert(
      fc.property(someOptions, somePolicy, fc.integer(), (options, exploration, seed) => {
        const { index, probabilities } = explore(options, exploration, seededRandom(seed));
        expect(probabilities.length).toBe(options.length);
        expect(probabilities.every((chance) => chance >= 0 && chance <= 1 + 1e-12)).toBe(true);
        expect(Math.abs(probabilities.reduce((sum, chance) => sum + chance, 0) - 1)).toBeLessThan(1e-9);
        expect(probabilities[index]).toBeGreaterThan(0);
      }),
    );
  });

  it('gives no option less than the floor, as far as there is room', () => {
    fc.assert(
      fc.property(someOptions, somePolicy, (options, exploration) => {
        const { probabilities } = explore(options, exploration, () => 0.5);
        const least = Math.min(exploration.floor, 1 / options.length);
        expect(Math.min(...probabilities)).toBeGreaterThanOrEqual(least - 1e-12);
      }),
    );
  });

  it.each(EACH)('of $kind draws as often as it says', (exploration) => {
    const options = optionsFrom([
      [100, 30],
      [90, 40],
      [60, 40],
      [10, 5],
    ]);
    const random = seededRandom(1);
    const counts = [0, 0, 0, 0];
    const draws = 5_000;
    for (let i = 0; i < draws; i += 1) counts[explore(options, exploration, random).index]! += 1;
    const { probabilities } = explore(options, exploration, random);
    probabilities.forEach((chance, i) => {
      // Four standard deviations.
      const spread = 4 * Math.sqrt((chance * (1 - chance)) / draws);
      expect(Math.abs(counts[i]! / draws - chance)).toBeLessThanOrEqual(spread);
    });
  });

  it.each(EACH)('of $kind gives the better of two that are known as well no smaller chance', (exploration) => {
    fc.assert(
      fc.property(
        fc.array(realBetween(1, 500), { minLength: 2, maxLength: 64 }),
        realBetween(1, 100),
        (worths, spread) => {
          const { probabilities } = explore(optionsFrom(worths.map((worth) => [worth, spread])), exploration, () => 0);
          for (let i = 1; i < probabilities.length; i += 1)
            expect(probabilities[i]).toBeLessThanOrEqual(probabilities[i - 1]! + 1e-12);
        },
      ),
    );
  });

  it('of nothing draws nothing', () => {
    for (const exploration of EACH) expect(explore([], exploration, () => 0)).toEqual({ index: -1, probabilities: [] });
  });

  it('without epsilon always takes the best', () => {
    const greedy: Exploration = { kind: 'epsilon-greedy', epsilon: 0, floor: 0 };
    const options = optionsFrom(Array.from({ length: 5 }, (_, i) => [i + 1, 1]));
    expect(Array.from({ length: 100 }, (_, seed) => explore(options, greedy, seededRandom(seed)).index)).toEqual(
      Array(100).fill(0),
    );
  });
});

describe('epsilon-greedy', () => {
  it('shares epsilon evenly', () => {
    const options = optionsFrom(Array.from({ length: 4 }, (_, i) => [i + 1, 1]));
    const { probabilities } = explore(options, { kind: 'epsilon-greedy', epsilon: 0.2, floor: 0 }, () => 0);
    expect(probabilities).toEqual([0.8 + 0.05, 0.05, 0.05, 0.05]);
  });
});

describe('inverse-gap weighting', () => {
  const weigh = (worths: number[], gamma: number) =>
    explore(optionsFrom(worths.map((worth) => [worth, 0])), { kind: 'inverse-gap', gamma, floor: 0 }, () => 0)
      .probabilities;

  it('is 1 / (n + gamma x gap) for all but the best, with gaps as shares of the best', () => {
    const [best, half, tenth] = weigh([200, 100, 20], 10);
    expect(half).toBeCloseTo(1 / (3 + 5), 12);
    expect(tenth).toBeCloseTo(1 / (3 + 9), 12);
    expect(best).toBeCloseTo(1 - 1 / 8 - 1 / 12, 12);
  });

  it('takes equals for equals, whatever the currency', () => {
    expect(weigh([7, 7, 7, 7], 1_000)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(weigh([2, 1], 50)).toEqual(weigh([2_000, 1_000], 50));
  });
});

describe('Thompson sampling', () => {
  const chancesOf = (worths: readonly (readonly [number, number])[]) =>
    explore(optionsFrom(worths), { kind: 'thompson', width: 1, floor: 0 }, () => 0).probabilities;

  /** Standard normal, by Box and Muller. */
  const drawNormal = (random: () => number) =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  it('comes to the chances that drawing a worth for each comes to', () => {
    const worths: [number, number][] = [
      [120, 20],
      [110, 60],
      [100, 5],
      [90, 30],
      [20, 80],
      [10, 1],
    ];
    const random = seededRandom(3);
    const wins = worths.map(() => 0);
    const draws = 40_000;
    for (let i = 0; i < draws; i += 1) {
      const drawn = worths.map(([mean, spread]) => mean + spread * drawNormal(random));
      wins[drawn.indexOf(Math.max(...drawn))]! += 1;
    }
    chancesOf(worths).forEach((chance, i) => expect(Math.abs(chance - wins[i]! / draws)).toBeLessThan(0.01));
  });

  it('of what is known for sure takes the best, and of two that are alike each as often', () => {
    expect(
      chancesOf([
        [5, 0],
        [4, 0],
        [4, 0],
      ]),
    ).toEqual([1, 0, 0]);
    const [one, other] = chancesOf([
      [5, 2],
      [5, 2],
    ]);
    expect(one).toBeCloseTo(0.5, 9);
    expect(other).toBeCloseTo(0.5, 9);
  });

  it('tries what is little known sooner than what is known as well and worth as much', () => {
    const [, unknown, known] = chancesOf([
      [10, 1],
      [8, 6],
      [8 - 1e-9, 0.5],
    ]);
    expect(unknown!).toBeGreaterThan(4 * known!);
  });
});
