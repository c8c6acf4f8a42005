import type { Option } from './option.js';

/**
 * Inverse-gap weighting (Abe and Long 1999; as SquareCB: Foster and Rakhlin 2020): the less an option is worth than the
 * best, the smaller its chance, 1 / (n + gamma x gap); the best has the rest. Gaps are shares of the best worth, so that
 * gamma knows no currency: an option of half the worth has about 2 / gamma.
 */
export function inverseGap(options: readonly Option[], gamma: number): number[] {
  const count = options.length;
  const best = options[0]!.arbitrationScore;
  let others = 0;
  const chances = options.map(({ arbitrationScore }, i) => {
    if (i === 0) return 0;
    const gap = best > 0 ? Math.max(0, (best - arbitrationScore) / best) : 0;
    const chance = 1 / (count + gamma * gap);
    others += chance;
    return chance;
  });
  chances[0] = Math.max(0, 1 - others);
  return chances;
}
