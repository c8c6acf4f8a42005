import type { Parts } from './interval.js';

/**
 * One reward more, of the usual size, on a row drawn by chance: what it would add to the moments of an estimate that takes
 * `weightOf` a reward. Where rewards are rare, the heavy rows happen to have brought none, and would count as certain never
 * to bring one; an added success keeps the variance from being too small, as Agresti and Coull have it (1998, "Approximate
 * is better than exact"). It counts for less the more rows were rewarded, and for nothing where all were.
 */
export function unseenReward(reward: Float64Array, weightOf: (row: number) => number): Parts {
  const size = usualSize(reward);
  const parts = { square: 0, cube: 0, fourth: 0 };
  for (let row = 0; row < reward.length; row += 1) {
    const part = weightOf(row) * size.root;
    parts.square += part ** 2;
    parts.cube += part ** 3;
    parts.fourth += part ** 4;
  }
  const share = size.unrewardedShare / reward.length;
  return { square: share * parts.square, cube: share * parts.cube, fourth: share * parts.fourth };
}

/** The root of the mean square of the rewards that are not 0. */
function usualSize(reward: Float64Array): { root: number; unrewardedShare: number } {
  let [rewarded, squares, sum] = [0, 0, 0];
  for (const one of reward) {
    if (one === 0) continue;
    rewarded += 1;
    squares += one * one;
    sum += one;
  }
  if (rewarded === 0) return { root: 0, unrewardedShare: 1 };
  return { root: Math.sign(sum) * Math.sqrt(squares / rewarded), unrewardedShare: 1 - rewarded / reward.length };
}
