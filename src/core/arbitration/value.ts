import { interruptionCost } from './interruption.js';
import type { Offer } from '../types/offer.js';
import type { Policy } from '../types/policy.js';
import type { Candidate, Factors, PropensitySource, Scored, Scores, StageContext } from '../types/decision.js';

/** Categories that the model has learnt, and what to believe of the others. */
export interface PropensityPriors {
  readonly knownCategories: ReadonlySet<string>;
  readonly basePrior: number;
}

/** P(accept) of an offer where no model says otherwise. */
export function priorOf({ startingPropensity }: Offer, { basePrior }: PropensityPriors): number {
  return startingPropensity ?? basePrior;
}

/** How many impressions that is worth. */
export function startingEvidenceOf({ startingEvidence }: Offer, { learning }: Policy): number {
  return startingEvidence ?? learning.startingEvidence;
}

/** P(accept) of one row, and where it comes from: a score that is no probability never gets through. */
export function readPropensity(
  { offer }: Candidate,
  row: number,
  scores: Scores,
  priors: PropensityPriors,
): { propensity: number; propensitySource: PropensitySource } {
  const prior = priorOf(offer, priors);
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
  return propensity * gainOf(candidate, stage) - interruptionCostMinor;
}

/**
 * Standard deviation of the worth for how little is known of the propensity: that of a Beta distribution with this mean, as
 * sure as after so many impressions.
 */
export function spreadOf(candidate: Candidate, propensity: number, evidence: number, stage: StageContext): number {
  return Math.abs(gainOf(candidate, stage)) * Math.sqrt((propensity * (1 - propensity)) / (evidence + 1));
}

/** C x V x L: what an acceptance brings. */
function gainOf(candidate: Candidate, stage: StageContext): number {
  const { valueMinor, costMinor, lever } = candidate.offer;
  return contextWeightOf(candidate, stage) * (valueMinor - costMinor) * lever;
}

/** All that the worth is made of, for those who ask. */
export function factorsOf(
  { candidate, propensity, propensitySource, basePropensity, learned, arbitrationScore }: Scored,
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
    ...(learned ? { learned: { ...learned, basePropensity } } : {}),
  };
}

/** How well the moment suits an offer, and more or less by whether the way leads there. */
function contextWeightOf({ sighting }: Candidate, { input, policy }: StageContext): number {
  const { contextWeight, towardsWeight, awayWeight } = policy.arbitration;
  const heading = sighting.towards === undefined ? 1 : sighting.towards ? towardsWeight : awayWeight;
  return contextWeight[input.situation.moment.name] * heading;
}
