import { describe, expect, it } from '@jest/globals';
import { createRandom } from './random.js';

const draw = (seed: number, times: number) => {
  const random = createRandom(seed);
  return Array.from({ length: times }, () => random.next());
};

describe('random', () => {
  it('repeats itself for a seed and only for that', () => {
    expect(draw(7, 50)).toEqual(draw(7, 50));
    expect(draw(8, 50)).not.toEqual(draw(7, 50));
  });

  it('fills the unit interval evenly and has normal tails', () => {
    const numbers = draw(1, 20_000);
    expect(numbers.reduce((sum, number) => sum + number) / 20_000).toBeCloseTo(0.5, 1);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const random = createRandom(2);
    const far = Array.from({ length: 20_000 }, () => random.normal()).filter((number) => Math.abs(number) > 1.96);
    expect(far.length / 20_000).toBeCloseTo(0.05, 1);
  });

  it('forks streams that do not hang on what was drawn before', () => {
    const random = createRandom(7);
    const early = random.fork(3).next();
    random.next();
    expect(random.fork(3).next()).toBe(early);
    expect(random.fork(4).next()).not.toBe(early);
  });

  it('picks by weight', () => {
    const random = createRandom(7);
    const picks = Array.from({ length: 1000 }, () =>
      random.pickWeighted(['never', 'often', 'seldom'], (choice) => ({ never: 0, often: 9, seldom: 1 })[choice]!),
    );
    expect(picks).not.toContain('never');
    expect(picks.filter((pick) => pick === 'often').length).toBeGreaterThan(800);
  });
});
