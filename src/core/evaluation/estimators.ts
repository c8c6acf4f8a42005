import type { EvaluationColumns, ModelColumns } from './columns.js';
import { estimateWithin, type Estimate } from './interval.js';
import { unseenReward } from './unseen-reward.js';
import type { Weights } from './weights.js';

/**
 * Inverse propensity scoring: the mean of w r (Horvitz and Thompson 1952; Dudík, Langford, Li 2011). Unbiased where the
 * logging chances are right and every action of the policy could be drawn.
 */
export function estimateByIps(
  { reward, cluster }: EvaluationColumns,
  { of: w }: Weights,
  confidence: number,
): Estimate {
  const rows = reward.length;
  const value = meanOf(rows, (row) => w[row]! * reward[row]!);
  const unseen = unseenReward(reward, (row) => w[row]!);
  return estimateWithin(value, (row) => w[row]! * reward[row]! - value, { rows, cluster, unseen }, confidence);
}

/**
 * Self-normalized: Σ w r / Σ w (Swaminathan and Joachims 2015). Slightly biased, often much steadier; never outside the
 * rewards that were seen. Its interval is that of a ratio.
 */
export function estimateBySnips(
  { reward, cluster }: EvaluationColumns,
  weights: Weights,
  confidence: number,
): Estimate {
  const { of: w, mean } = weights;
  const rows = reward.length;
  const value = meanOf(rows, (row) => w[row]! * reward[row]!) / mean;
  const unseen = unseenReward(reward, (row) => w[row]! / mean);
  const influence = (row: number) => (w[row]! * (reward[row]! - value)) / mean;
  return estimateWithin(value, influence, { rows, cluster, unseen }, confidence);
}

/**
 * Doubly robust: the model's word, corrected by the weighted misses of the model on what was seen (Dudík, Langford, Li
 * 2011; Dudík, Erhan, Langford, Li 2014). Right when either the chances or the model are.
 */
export function estimateByDr(
  { reward, cluster }: EvaluationColumns,
  { predictedReward, expectedReward }: ModelColumns,
  { of: w }: Weights,
  confidence: number,
): Estimate {
  const rows = reward.length;
  const partOf = (row: number) => expectedReward[row]! + w[row]! * (reward[row]! - predictedReward[row]!);
  const value = meanOf(rows, partOf);
  const unseen = unseenReward(reward, (row) => w[row]!);
  return estimateWithin(value, (row) => partOf(row) - value, { rows, cluster, unseen }, confidence);
}

/**
 * The direct method: what the model expects, and nothing else. Its interval knows of the rows that happened to be there
 * and of the noise that the model learnt from (`pull`); it does not know of what the model cannot say, so that it may be
 * narrow and wrong.
 */
export function estimateByDm(
  { reward, cluster }: EvaluationColumns,
  { predictedReward, expectedReward, pull }: ModelColumns,
  confidence: number,
): Estimate {
  const rows = reward.length;
  const value = meanOf(rows, (row) => expectedReward[row]!);
  const learning = pull ? (row: number) => pull[row]! * (reward[row]! - predictedReward[row]!) : () => 0;
  const mean = meanOf(rows, learning);
  const influence = (row: number) => expectedReward[row]! - value + learning(row) - mean;
  return estimateWithin(value, influence, { rows, cluster }, confidence);
}

/** What the log itself brought in: the value of the logging policy, to compare with. */
export function estimateLogged({ reward, cluster }: EvaluationColumns, confidence: number): Estimate {
  const rows = reward.length;
  const value = meanOf(rows, (row) => reward[row]!);
  const unseen = unseenReward(reward, () => 1);
  return estimateWithin(value, (row) => reward[row]! - value, { rows, cluster, unseen }, confidence);
}

export function meanOf(rows: number, partOf: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) sum += partOf(row);
  return sum / rows;
}
