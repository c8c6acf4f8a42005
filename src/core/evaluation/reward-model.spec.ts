import { describe, expect, it } from '@jest/globals';
import { learnRewards, type LearningLog } from './reward-model.js';

const log = (rows: readonly (readonly [reward: number, action: number, position: number, cluster: number])[]) => ({
  reward: Float64Array.from(rows, ([reward]) => reward),
  action: Int32Array.from(rows, ([, action]) => action),
  position: Int32Array.from(rows, ([, , position]) => position),
  cluster: Int32Array.from(rows, ([, , , cluster]) => cluster),
});
const always = (action: number) => (_row: number, tell: (action: number, chance: number) => void) => tell(action, 1);

describe('the reward model', () => {
  it('judges no customer by what it learnt from that customer', () => {
    const rows = Array.from({ length: 400 }, (_, n) => [n % 3 === 0 ? 1 : 0, n % 4, n % 2, n >> 1] as const);
    const before = learnRewards(log(rows), always(1));
    const changed = rows.map(([reward, ...rest], n) => [n >> 1 === 7 ? 100 : reward, ...rest] as const);
    const after = learnRewards(log(changed), always(1));
    for (const row of [14, 15]) {
      expect(after.predictedReward[row]).toBe(before.predictedReward[row]);
      expect(after.expectedReward[row]).toBe(before.expectedReward[row]);
    }
    expect(after.predictedReward).not.toEqual(before.predictedReward);
  });

  it('is the mean of action and position, drawn towards the wider means', () => {
    // Customers alike: 3 in 4 clicks on action 0 at position 0, 1 in 4 at position 1, action 1 never.
    const customers = Array.from({ length: 2_000 }, (_, customer) => customer);
    const rows = customers.flatMap((c) => [
      [Number(c % 4 > 0), 0, 0, c] as const,
      [Number(c % 4 === 0), 0, 1, c] as const,
      [0, 1, 0, c] as const,
    ]);
    const { predictedReward, neverDrawnChance } = learnRewards(log(rows), always(1), { priorRows: 20 });
    expect(predictedReward[0]).toBeCloseTo(0.75, 1);
    expect(predictedReward[1]).toBeCloseTo(0.25, 1);
    expect(predictedReward[2]).toBeCloseTo(0, 1);
    expect(predictedReward[0]).toBeLessThan(0.76);
    // Action 1 was never drawn at position 1.
    expect([...neverDrawnChance.slice(0, 3)]).toEqual([0, 1, 0]);
  });

  it('expects of an action it has never seen what it expects of all', () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => [Number(n % 2), 0, 0, n] as const);
    const { expectedReward, neverDrawnChance } = learnRewards(log(rows), always(5));
    expect(expectedReward[0]).toBeCloseTo(0.5, 1);
    expect(neverDrawnChance[0]).toBe(1);
  });

  it('knows nothing where there is no other customer', () => {
    const alone: LearningLog = {
      reward: Float64Array.of(1, 1),
      action: Int32Array.of(0, 0),
      cluster: Int32Array.of(0, 0),
    };
    expect([...learnRewards(alone, always(0)).expectedReward]).toEqual([0, 0]);
  });

  it('tells how far each row moves what is expected: as much as the sum moves when its reward does', () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => [Number(n % 5 === 0), n % 3, 0, n] as const);
    const half = (_row: number, tell: (action: number, chance: number) => void) => [0, 1].forEach((a) => tell(a, 0.5));
    const sumOf = (reward: number) => {
      const moved = rows.map((row, n) => (n === 42 ? ([reward, row[1], row[2], row[3]] as const) : row));
      return learnRewards(log(moved), half).expectedReward.reduce((sum, one) => sum + one, 0);
    };
    // 3,000 x 0.5 / (1,000 + 50), and a little through the wider means.
    const { pull } = learnRewards(log(rows), half);
    expect(pull[42]).toBeCloseTo(1500 / 1050, 12);
    expect(sumOf(1) - sumOf(0)).toBeCloseTo(pull[42]!, 0);
  });
});
