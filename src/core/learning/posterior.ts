import type { Counts, Learned } from '../types/learned.js';
import { fromLogOdds, logOdds } from '../types/log-odds.js';

/** What is believed of an offer before anybody has seen it: an acceptance rate, and how many impressions it is worth. */
export interface Start {
  readonly propensity: number;
  readonly evidence: number;
}

/** Mean of the Beta posterior: start and observation, each with the weight of its impressions. */
export function posteriorMean({ propensity, evidence }: Start, impressions: number, accepts: number): number {
  return (propensity * evidence + accepts) / (evidence + impressions);
}

/**
 * What the counts of an offer say against what was believed of it. A score of the model is moved in log-odds by as much as
 * customers accept more or less often than it had promised: it keeps what it knows of this customer and moment, at the
 * level that was observed. Where there is no score of the model the start is moved to the posterior.
 */
export function learnedFrom(start: Start, isScored: boolean, { impressions, accepts, expected }: Counts): Learned {
  const observed = logOdds(posteriorMean(start, impressions, accepts));
  const believed = logOdds(isScored ? posteriorMean(start, impressions, expected) : start.propensity);
  return { impressions, shift: observed - believed };
}

/** P(accept) once what was learnt is taken in: `base` itself, to the last bit, where nothing was. */
export function moveBy(base: number, learned: Learned | undefined): number {
  return learned ? fromLogOdds(logOdds(base) + learned.shift) : base;
}
