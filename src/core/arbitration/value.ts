import type { Candidate, Factors, PropensitySource, Scores, StageContext } from '../types/decision.js';

/** Categories that the model has learnt, and what to believe of the others. */
export interface PropensityPriors {
  readonly knownCategories: ReadonlySet<string>;
  readonly basePrior: number;
}

/** P(accept) of one row, and where it comes from: a score that is no probability never gets through. */
export function readPropensity(
  { offer }: Candidate,
  row: number,
  scores: Scores,
  priors: PropensityPriors,
): { propensity: number; propensitySource: PropensitySource } {
  const prior = offer.startingPropensity ?? priors.basePrior;
  if (!priors.knownCategories.has(offer.category)) return { propensity: prior, propensitySource: 'prior' };
  if (scores.source === 'fallback') return { propensity: prior, propensitySource: 'fallback' };
  const score = scores.propensities[row];
  if (score === undefined || !(score >= 0 && score <= 1)) return { propensity: prior, propensitySource: 'guarded' };
  return { propensity: score, propensitySource: 'model' };
}

/** The factors of a candidate, and their product less the cost of interrupting: what the offer is worth here and now. */
export function weigh(
  { offer, sighting }: Candidate,
  propensity: number,
  propensitySource: PropensitySource,
  interruptionCostMinor: number,
  { input, policy }: StageContext,
): Factors {
  const { contextWeight: byMoment, towardsWeight, awayWeight } = policy.arbitration;
  const heading = sighting.towards === undefined ? 1 : sighting.towards ? towardsWeight : awayWeight;
  const contextWeight = byMoment[input.situation.moment.name] * heading;
  const gain = propensity * contextWeight * offer.valueMinor * offer.lever;
  return {
    propensity,
    propensitySource,
    contextWeight,
    valueMinor: offer.valueMinor,
    lever: offer.lever,
    interruptionCostMinor,
    arbitrationScore: gain - interruptionCostMinor,
  };
}
