import type { EvaluationColumns } from './columns.js';
import { estimateWithin } from './interval.js';
import { meanOf } from './estimators.js';
import type { Weights } from './weights.js';

/** How far a log can speak of a policy. Shares are of rows, from 0 to 1. */
export interface Support {
  /** Rows that were logged with a chance below 0.001: each may weigh a thousandfold. */
  readonly tinyChanceShare: number;
  /** Rows whose action the evaluated policy would never draw: they say nothing of it. */
  readonly unusedShare: number;
  /** The mean chance of the evaluated policy to draw what the log never drew; undefined where nobody knows. */
  readonly neverDrawnShare?: number;
  /** The part of all weight that lies on the heaviest row. */
  readonly largestWeightShare: number;
  /** 1 in the long run, when the logging chances are right and nothing is missing. */
  readonly meanWeight: number;
  /** Rows with a reward other than 0, of actions that the evaluated policy may draw. */
  readonly rewardedRows: number;
}

export type SupportWarningCode =
  | 'CLIPPED'
  | 'FEW_CLUSTERS'
  | 'FEW_EFFECTIVE_ROWS'
  | 'FEW_REWARDS'
  | 'HEAVY_ROW'
  | 'NEVER_DRAWN'
  | 'TINY_CHANCE'
  | 'WEIGHTS_OFF';

export interface SupportWarning {
  readonly code: SupportWarningCode;
  readonly message: string;
}

const TINY_CHANCE = 0.001;
const LEAST_EFFECTIVE_SHARE = 0.05;
const MOST_WEIGHT_SHARE = 0.05;
const LEAST_NEVER_DRAWN = 1e-6;
const FEWEST_REWARDS = 10;
const FEWEST_CLUSTERS = 30;
/** The mean weight is off when it is this far from 1, and chance would bring that about once in a thousand logs. */
const MOST_WEIGHT_ERROR = 0.02;
const SURE = 0.999;

export function measureSupport(columns: EvaluationColumns, weights: Weights): Support {
  const { reward, loggingChance, evaluationChance, neverDrawnChance } = columns;
  const rows = reward.length;
  return {
    tinyChanceShare: meanOf(rows, (row) => Number(loggingChance[row]! < TINY_CHANCE)),
    unusedShare: meanOf(rows, (row) => Number(evaluationChance[row] === 0)),
    neverDrawnShare: neverDrawnChance && meanOf(rows, (row) => neverDrawnChance[row]!),
    largestWeightShare: weights.largest / weights.sum,
    meanWeight: weights.mean,
    rewardedRows: reward.filter((one, row) => one !== 0 && evaluationChance[row]! > 0).length,
  };
}

/** What a reader of the figures must know before relying on them. */
export function warnOf(
  columns: EvaluationColumns,
  weights: Weights,
  support: Support,
  { clusters, clipAt }: { clusters: number; clipAt?: number },
): SupportWarning[] {
  const rows = columns.reward.length;
  const { effectiveRows, clippedRows } = weights;
  const { neverDrawnShare = 0, largestWeightShare, tinyChanceShare, rewardedRows } = support;
  const share = effectiveRows / rows;
  const rules: [SupportWarningCode, boolean, () => string][] = [
    [
      'FEW_EFFECTIVE_ROWS',
      share < LEAST_EFFECTIVE_SHARE,
      () => `${rows} rows are worth ${Math.floor(effectiveRows)}: the policies differ too much`,
    ],
    [
      'HEAVY_ROW',
      largestWeightShare > MOST_WEIGHT_SHARE,
      () => `one row carries ${percent(largestWeightShare)} of the weight`,
    ],
    [
      'NEVER_DRAWN',
      neverDrawnShare > LEAST_NEVER_DRAWN,
      () =>
        `${percent(neverDrawnShare)} of what the policy would draw was never drawn in this log: ips leaves it out, dr and dm take the model's word for it`,
    ],
    [
      'TINY_CHANCE',
      tinyChanceShare > 0,
      () => `${percent(tinyChanceShare)} of the rows were drawn with a chance below ${TINY_CHANCE}`,
    ],
    [
      'WEIGHTS_OFF',
      weightsAreOff(columns, weights, clippedRows),
      () =>
        `the weights average ${weights.mean.toFixed(3)} and not 1: the logging chances are not those that were drawn with, or rows are missing`,
    ],
    [
      'FEW_REWARDS',
      rewardedRows < FEWEST_REWARDS,
      () => `${rewardedRows} rows with a reward bear on the policy: the intervals are rough`,
    ],
    [
      'FEW_CLUSTERS',
      clusters < FEWEST_CLUSTERS,
      () => `${clusters} independent customers or rows: the intervals are rough`,
    ],
    [
      'CLIPPED',
      clippedRows > 0,
      () =>
        `${clippedRows} weights were cut to ${clipAt}: ips, snips and dr lean to the side, and the intervals do not know it`,
    ],
  ];
  return rules.filter(([, isSo]) => isSo).map(([code, , message]) => ({ code, message: message() }));
}

function weightsAreOff({ reward, cluster }: EvaluationColumns, { of: w, mean }: Weights, clippedRows: number): boolean {
  if (clippedRows > 0 || Math.abs(mean - 1) <= MOST_WEIGHT_ERROR) return false;
  const { low, high } = estimateWithin(mean, (row) => w[row]! - mean, { rows: reward.length, cluster }, SURE);
  return low > 1 || high < 1;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
