import { expect, it } from '@jest/globals';
import { unseenReward } from './unseen-reward.js';

it('is a reward of the usual size on a row drawn by chance, as far as rows go without', () => {
  // Three rows of four without, a size of 2: 3/4 of the mean of (2w)², (2w)³, (2w)⁴ over weights 1 to 4.
  const parts = unseenReward(Float64Array.of(0, 0, 0, 2), (row) => row + 1);
  expect(parts).toEqual({ square: 22.5, cube: 150, fourth: 1062 });
});

it('leans to the side of losses where rewards are losses', () => {
  expect(unseenReward(Float64Array.of(0, -2), () => 1)).toEqual({ square: 2, cube: -4, fourth: 8 });
});

it('is nothing where all rows were rewarded, or none', () => {
  for (const reward of [Float64Array.of(3, 1, 2), new Float64Array(3)])
    expect(Object.values(unseenReward(reward, () => 5)).map(Math.abs)).toEqual([0, 0, 0]);
});
