import type { Decision } from '../types/decision.js';

/**
 * Eight hexadecimal digits (FNV-1a, 32 bit, over words of 32 bits) of all the numbers that decided: the seed, each
 * candidate's propensity and worth bit by bit, and the chances that were drawn from. A replay that comes to the same
 * digest has not only come to the same offers, but for the same reasons.
 */
export function digestOf({ input, scored, slots }: Decision): string {
  let count = 1 + 3 * scored.length;
  for (const { probabilities } of slots) count += probabilities.length;
  const numbers = new Float64Array(count);
  numbers[0] = input.seed;
  let at = 1;
  for (const { candidate, propensity, arbitrationScore } of scored) {
    numbers[at] = candidate.offer.ordinal;
    numbers[at + 1] = propensity;
    numbers[at + 2] = arbitrationScore;
    at += 3;
  }
  for (const { probabilities } of slots) {
    numbers.set(probabilities, at);
    at += probabilities.length;
  }
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(numbers.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
