import { interruptionCost } from './interruption.js';
import type { Candidate, Factors, PropensitySource, Scored, Scores, StageContext } from '../types/decision.js';

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

/**
 * P x C x V x L less the cost of interrupting, in minor units: what the offer is worth here and now. V is what an
 * acceptance brings less what it costs.
 */
export function worthOf(
  candidate: Candidate,
  propensity: number,
  interruptionCostMinor: number,
  stage: StageContext,
): number {
  const { valueMinor, costMinor, lever } = candidate.offer;
  return propensity * contextWeightOf(candidate, stage) * (valueMinor - costMinor) * lever - interruptionCostMinor;
}

/** All that the worth is made of, for those who ask. */
export function factorsOf(
  { candidate, propensity, propensitySource, arbitrationScore }: Scored,
  stage: StageContext,
): Factors {
  const { valueMinor, costMinor, lever } = candidate.offer;
  return {
    propensity,
    propensitySource,
    contextWeight: contextWeightOf(candidate, stage),
    valueMinor: valueMinor - costMinor,
    lever,
    interruptionCostMinor: interruptionCost(stage.input, stage.policy.arbitration),
    arbitrationScore,
  };
}

/** How well the moment suits an offer, and more or less by whether the way leads there. */
function contextWeightOf({ sighting }: Candidate, { input, policy }: StageContext): number {
  const { contextWeight, towardsWeight, awayWeight } = policy.arbitration;
  const heading = sighting.towards === undefined ? 1 : sighting.towards ? towardsWeight : awayWeight;
  return contextWeight[input.situation.moment.name] * heading;
}
