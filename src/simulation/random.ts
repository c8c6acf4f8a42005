// Chance that can be repeated: the same seed gives the same city, the same routes and the same moods.

export interface Random {
  /** 0 to below 1. */
  next(): number;
  between(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Picks by weight; weights of zero are never picked unless all are zero. */
  pickWeighted<T>(choices: readonly T[], weightOf: (choice: T) => number): T;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** An independent stream, so that drawing more in one place does not shift the numbers of another. */
  fork(label: number): Random;
}

/** mulberry32: 32 bits of state, more than enough for a few hundred invented people. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pickWeighted = <T>(choices: readonly T[], weightOf: (choice: T) => number): T => {
    const total = choices.reduce((sum, choice) => sum + weightOf(choice), 0);
    let left = next() * total;
    for (const choice of choices) {
      left -= weightOf(choice);
      if (left < 0) return choice;
    }
    return choices.at(-1)!;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    pickWeighted,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (label) => createRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(label + 1, 0xc2b2ae35)),
  };
}
