import { findColumnFault, type EvaluationColumns } from './columns.js';
import { estimateByDm, estimateByDr, estimateByIps, estimateBySnips, estimateLogged } from './estimators.js';
import type { Estimate } from './interval.js';
import { measureSupport, warnOf, type Support, type SupportWarning } from './support.js';
import { weighRows, type Weights } from './weights.js';

export interface EvaluationOptions {
  /** How often the intervals are to hold the truth; 0.9 when not said. */
  readonly confidence?: number;
  /** Weights above it are cut down to it. It buys steadiness with a lean that the intervals do not know. */
  readonly clipAt?: number;
}

/** What a log says of a policy that did not write it. */
export interface PolicyEvaluation {
  readonly rows: number;
  readonly clusters: number;
  readonly confidence: number;
  /** What the logging policy itself brought in. */
  readonly logged: Estimate;
  readonly ips: Estimate;
  readonly snips: Estimate;
  /** Missing where no reward model came along. */
  readonly dr?: Estimate;
  readonly dm?: Estimate;
  /** Effective sample size, in rows (Kish). */
  readonly ess: number;
  readonly clipAt?: number;
  readonly clippedRows: number;
  readonly support: Support;
  readonly warnings: readonly SupportWarning[];
}

/**
 * Off-policy evaluation of logged bandit feedback. Time and memory grow with the rows; nothing is drawn by chance.
 * @throws RangeError for columns in which `findColumnFault` finds a fault, and for options outside their range.
 */
export function evaluatePolicy(columns: EvaluationColumns, options: EvaluationOptions = {}): PolicyEvaluation {
  const { confidence = 0.9, clipAt } = options;
  refuseFaults(columns, confidence, clipAt);
  const weights = weighRows(columns, clipAt);
  const rows = columns.reward.length;
  const clusters = columns.cluster ? new Set(columns.cluster).size : rows;
  const support = measureSupport(columns, weights);
  const { model } = columns;
  const honest = (estimate: Estimate) => withRareRewards(estimate, support, weights, confidence);
  return {
    rows,
    clusters,
    confidence,
    logged: estimateLogged(columns, confidence),
    ips: honest(estimateByIps(columns, weights, confidence)),
    snips: honest(estimateBySnips(columns, weights, confidence)),
    dr: model && honest(estimateByDr(columns, model, weights, confidence)),
    dm: model && honest(estimateByDm(columns, model, confidence)),
    ess: weights.effectiveRows,
    clipAt,
    clippedRows: weights.clippedRows,
    support,
    warnings: warnOf(columns, weights, support, { clusters, clipAt }),
  };
}

function refuseFaults(columns: EvaluationColumns, confidence: number, clipAt?: number): void {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence is ${confidence}, it must be between 0 and 1`);
  if (clipAt !== undefined && !(clipAt > 0)) throw new RangeError(`clipAt is ${clipAt}, it must be above 0`);
  const fault = findColumnFault(columns);
  if (!fault) return;
  throw new RangeError(fault.row === undefined ? fault.message : `row ${fault.row}: ${fault.message}`);
}

/**
 * Where no reward was seen at all, nothing varies, and an interval of no width would be a lie. A reward of 1 may still
 * come with a chance that leaves n effective rows without one as often as the confidence allows ("rule of three").
 */
function withRareRewards(estimate: Estimate, support: Support, weights: Weights, confidence: number): Estimate {
  if (support.rewardedRows > 0) return estimate;
  const unseen = 1 - ((1 - confidence) / 2) ** (1 / weights.effectiveClusters);
  const { value, low, standardError } = estimate;
  return { value, low, high: Math.max(estimate.high, unseen), standardError };
}
