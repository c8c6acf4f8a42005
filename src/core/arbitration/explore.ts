import type { Exploration } from '../types/policy.js';
import { epsilonGreedy } from './chances/epsilon-greedy.js';
import { inverseGap } from './chances/inverse-gap.js';
import type { Option } from './chances/option.js';
import { thompson } from './chances/thompson.js';

/**
 * A seeded stream of numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). The seed is recorded, so that a
 * decision can be made again.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What was drawn, -1 where there is nothing to draw from, and the exact chance that each option had. */
export interface Explored {
  readonly index: number;
  readonly probabilities: readonly number[];
}

/**
 * Draws one of the options, which come best first. The draw is made from the very chances that are returned, so that what
 * is recorded is what was done, whatever the policy; they sum to 1.
 */
export function explore(options: readonly Option[], exploration: Exploration, random: () => number): Explored {
  if (options.length === 0) return { index: -1, probabilities: [] };
  const probabilities = raiseTo(exploration.floor, chancesOf(options, exploration));
  return { index: draw(probabilities, random()), probabilities };
}

function chancesOf(options: readonly Option[], exploration: Exploration): number[] {
  switch (exploration.kind) {
    case 'epsilon-greedy':
      return epsilonGreedy(options.length, exploration.epsilon);
    case 'inverse-gap':
      return inverseGap(options, exploration.gamma);
    case 'thompson':
      return thompson(options, exploration.width);
  }
}

/** Each gets the floor, and of what is left its share: off-policy evaluation divides by chances. */
function raiseTo(floor: number, chances: number[]): number[] {
  if (floor <= 0) return chances;
  const least = Math.min(floor, 1 / chances.length);
  const left = Math.max(0, 1 - least * chances.length);
  return chances.map((chance) => least + left * chance);
}

/** What has no chance is never drawn, and rounding leaves nothing over. */
function draw(chances: readonly number[], at: number): number {
  let left = at;
  let last = 0;
  for (let i = 0; i < chances.length; i += 1) {
    const chance = chances[i]!;
    if (chance <= 0) continue;
    left -= chance;
    last = i;
    if (left < 0) return i;
  }
  return last;
}
