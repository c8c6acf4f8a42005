import { acceptsPerWitness, type ArmCounts, type TrialCounts } from './guardrails.js';

/** What came of the offers of both, over all shares that the challenger has had. */
export interface Uplift {
  readonly champion: { readonly granted: number; readonly accepts: number };
  readonly challenger: { readonly granted: number; readonly accepts: number };
  /** The challenger's acceptances an offer, as a multiple of the champion's, with an interval of 95 %. */
  readonly ratio?: number;
  readonly low?: number;
  readonly high?: number;
}

const DEVIATIONS_95 = 1.96;

/**
 * Stratified by the share, since times differ: the ratio of Mantel and Haenszel (1959) with the variance of Greenland and
 * Robins (1985), times the acceptances for each witness. It is told, not decided by: the guardrails do that.
 */
export function upliftOf({ steps }: TrialCounts): Uplift {
  const sums = { champion: { granted: 0, accepts: 0 }, challenger: { granted: 0, accepts: 0 } };
  let [above, below, variance] = [0, 0, 0];
  for (const { champion, challenger } of steps) {
    add(sums.champion, champion);
    add(sums.challenger, challenger);
    const all = champion.granted + challenger.granted;
    if (champion.granted === 0 || challenger.granted === 0) continue;
    above += (challenger.accepts * champion.granted) / all;
    below += (champion.accepts * challenger.granted) / all;
    const accepts = champion.accepts + challenger.accepts;
    variance +=
      (challenger.granted * champion.granted * accepts - challenger.accepts * champion.accepts * all) / all ** 2;
  }
  if (above === 0 || below === 0) return sums;
  const ratio = above / below;
  const spread = Math.exp(
    DEVIATIONS_95 * Math.sqrt((Math.max(0, variance) * acceptsPerWitness(steps)) / (above * below)),
  );
  return { ...sums, ratio, low: ratio / spread, high: ratio * spread };
}

function add(sum: { granted: number; accepts: number }, { granted, accepts }: ArmCounts): void {
  sum.granted += granted;
  sum.accepts += accepts;
}
