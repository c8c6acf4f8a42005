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

/**
 * Epsilon-greedy over options ordered best first: the best with 1 - epsilon, any with epsilon / n each.
 * @returns the index that was drawn, and the exact probability of each option; they sum to 1.
 */
export function explore(
  count: number,
  epsilon: number,
  random: () => number,
): { index: number; probabilities: number[] } {
  if (count === 0) return { index: -1, probabilities: [] };
  const share = epsilon / count;
  const probabilities = new Array<number>(count).fill(share);
  probabilities[0] = 1 - epsilon + share;
  const index = random() < epsilon ? Math.floor(random() * count) : 0;
  return { index, probabilities };
}
