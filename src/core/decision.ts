import { arbitrate, type ScoredFallback } from './arbitration/arbitrate.js';
import { interruptionCost } from './arbitration/interruption.js';
import {
  factorsOf,
  priorOf,
  readPropensity,
  spreadOf,
  startingEvidenceOf,
  worthOf,
  type PropensityPriors,
} from './arbitration/value.js';
import { cutToLimit } from './candidates/cut-to-limit.js';
import { applyContactPolicy } from './contact-policy/apply-contact-policy.js';
import { localTimeIn } from './context/local-time.js';
import { findFailedRule } from './eligibility/rules/engagement.js';
import { screenFallbacks } from './eligibility/screen-fallbacks.js';
import { screenSightings } from './eligibility/screen.js';
import type { Encoder } from './features/encoder.js';
import { moveBy } from './learning/posterior.js';
import { stageRank } from './stages.js';
import type {
  Candidate,
  Choice,
  Decision,
  DecisionInput,
  Fallbacks,
  Outcome,
  FunnelLine,
  Prepared,
  Refusal,
  Scored,
  Scores,
  Sighting,
  Slot,
  StageContext,
} from './types/decision.js';
import { bandName } from './types/distance-band.js';
import type { OfferId } from './types/ids.js';
import type { Learned, LearnedRows } from './types/learned.js';
import type { Catalog } from './types/offer.js';
import type { Policy } from './types/policy.js';
import { silence, type Silence } from './types/reason.js';
import { refuse } from './types/refuse.js';

/** Available to contact policy to features: everything before the model. */
export function prepareDecision(input: DecisionInput, catalog: Catalog, policy: Policy, encoder: Encoder): Prepared {
  const localTime = input.situation.timeZone ? localTimeIn(input.situation.timeZone, input.now) : undefined;
  const stage: StageContext = { input, catalog, policy, localTime };
  const screened = screenSightings(stage);
  const contactable = applyContactPolicy(screened.kept, stage);
  const cut = cutToLimit(contactable.kept, policy.arbitration.scoringLimit);
  const { matrix, missingShare } = encoder.encode({ input, localTime }, cut.kept);
  return {
    stage,
    kept: cut.kept,
    refusals: [...screened.refusals, ...contactable.refusals, ...cut.refusals],
    fallbacks: screenFallbacks(stage),
    matrix,
    columns: encoder.columns.length,
    missingShare,
  };
}

/**
 * Everything behind the model: propensity, what was learnt since, value, arbitration with exploration, and silence among
 * the options.
 * @param learned as the record keeps it (`asRecorded`), one for each of `prepared.kept`; left out: nothing was.
 */
export function finishDecision(
  prepared: Prepared,
  scores: Scores | undefined,
  priors: PropensityPriors,
  learned?: LearnedRows,
): Decision {
  const { stage, kept } = prepared;
  const cost = interruptionCost(stage.input, stage.policy.arbitration);
  const scored = kept.map((candidate, row) =>
    scoreOne(candidate, readPropensity(candidate, row, scores!, priors), learned?.[row], cost, stage),
  );
  const { minPropensity } = stage.policy.arbitration;
  const isLikely = ({ propensity, candidate }: Scored) =>
    propensity >= minPropensity || candidate.offer.class === 'mandatory';
  const arbitrated = arbitrate(scored.filter(isLikely), stage, scoreFallbacks(prepared.fallbacks, scored, priors));
  const unlikely = scored
    .filter((option) => !isLikely(option))
    .map(({ candidate }) => refuse(candidate.offer, candidate.sighting, 'BELOW_THRESHOLD'));
  const refusals = withoutShownFallbacks(
    [...prepared.refusals, ...prepared.fallbacks.refusals, ...unlikely, ...arbitrated.refusals],
    arbitrated.slots,
  );
  return {
    input: stage.input,
    catalog: stage.catalog,
    policy: stage.policy,
    localTime: stage.localTime,
    slots: arbitrated.slots,
    scored,
    refusals,
    fallbackSightings: prepared.fallbacks.sightings,
    silence: arbitrated.slots.length > 0 ? undefined : explainSilence(refusals),
    missingShare: prepared.missingShare,
    scoreSource: kept.length === 0 ? 'none' : scores!.source,
  };
}

function scoreOne(
  candidate: Candidate,
  { propensity: basePropensity, propensitySource }: Pick<Scored, 'propensity' | 'propensitySource'>,
  learned: Learned | undefined,
  cost: number,
  stage: StageContext,
): Scored {
  const propensity = moveBy(basePropensity, learned);
  const evidence = startingEvidenceOf(candidate.offer, stage.policy) + (learned ? learned.impressions : 0);
  return {
    candidate,
    propensity,
    propensitySource,
    basePropensity,
    learned,
    arbitrationScore: worthOf(candidate, propensity, cost, stage),
    scoreSpread: spreadOf(candidate, propensity, evidence, stage),
  };
}

/** A fallback that was scored keeps its score; no model is asked about any other, for nothing hangs on it. */
function scoreFallbacks(
  { kept }: Fallbacks,
  scored: readonly Scored[],
  priors: PropensityPriors,
): readonly ScoredFallback[] {
  return kept.map(({ placement, candidate }) => ({
    placement,
    scored: scored.find((option) => option.candidate.offer === candidate.offer) ?? {
      candidate,
      propensity: priorOf(candidate.offer, priors),
      propensitySource: 'prior',
      basePropensity: priorOf(candidate.offer, priors),
      arbitrationScore: 0,
      scoreSpread: 0,
    },
  }));
}

/** What dropped an offer before it came back as the fallback is no end of it. */
function withoutShownFallbacks(refusals: readonly Refusal[], slots: readonly Slot[]): readonly Refusal[] {
  const shown = slots.filter(({ ranked }) => ranked[0]!.isFallback).map(({ ranked }) => offerIdOf(ranked[0]!));
  return shown.length === 0 ? refusals : refusals.filter(({ offerId }) => !shown.includes(offerId));
}

function offerIdOf({ scored }: Choice): OfferId {
  return scored.candidate.offer.id;
}

/**
 * One reason for the silence: that of the offers which came furthest, for they were nearest to being shown; among those
 * the most frequent.
 */
export function explainSilence(refusals: readonly Refusal[]): Silence {
  if (refusals.length === 0) return silence('NO_OFFER_NEARBY');
  const furthest = Math.max(...refusals.map(({ stage }) => stageRank(stage)));
  const counts = new Map<Refusal['reason'], number>();
  for (const { stage, reason } of refusals) {
    if (stageRank(stage) === furthest) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [reason] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
  return silence(reason);
}

/** Where each candidate ended: every sighting has exactly one line, in the order of the stages. */
export function tellFunnel(decision: Decision, outcome: Outcome): FunnelLine[] {
  const ends = new Map<string, Pick<FunnelLine, 'stage' | 'reason' | 'fallback'>>();
  for (const { offerId, stage, reason } of decision.refusals) ends.set(offerId, { stage, reason });
  for (const { offerId, reason } of outcome.refusedByCommit) ends.set(offerId, { stage: 'commit', reason });
  const probabilities = chancesOf(decision);
  for (const { choice } of outcome.grants) {
    const { id } = choice.scored.candidate.offer;
    ends.set(id, choice.isFallback ? { stage: 'granted', fallback: true } : { stage: 'granted' });
    // The probability in the slot that it won: off-policy evaluation divides by it.
    probabilities.set(id, choice.selectionProbability);
  }
  const factors = new Map(decision.scored.map((scored) => [scored.candidate.offer.id, factorsOf(scored, decision)]));
  return sightingsOf(decision, ends)
    .map((sighting): FunnelLine => {
      const offer = decision.catalog.offer(sighting.ordinal);
      const { id } = offer;
      const end = ends.get(id);
      const failed = end?.reason && findFailedRule(offer, end.reason, decision.input);
      return {
        offerId: id,
        source: sighting.source,
        ...end!,
        ...(failed ? { rule: { ...failed.owner, text: failed.text } } : {}),
        ...(sighting.distanceBand === undefined ? {} : { distance: bandName(sighting.distanceBand) }),
        ...(factors.has(id) ? { factors: factors.get(id) } : {}),
        ...(probabilities.has(id) ? { selectionProbability: probabilities.get(id) } : {}),
      };
    })
    .sort((a, b) => stageRank(b.stage) - stageRank(a.stage));
}

/** What was in reach, and the fallbacks beside it that came to an end: one that nobody needed came to none. */
function sightingsOf(
  { input, catalog, fallbackSightings }: Decision,
  ends: ReadonlyMap<string, unknown>,
): readonly Sighting[] {
  const { sightings } = input.situation;
  return [...sightings, ...fallbackSightings.filter(({ ordinal }) => ends.has(catalog.offer(ordinal).id))];
}

/** Offer id -> its chance in the first slot that it could have won. */
function chancesOf({ slots }: Decision): Map<string, number> {
  const chances = new Map<string, number>();
  for (const { options, probabilities } of slots) {
    options.forEach(({ candidate }, i) => {
      if (!chances.has(candidate.offer.id)) chances.set(candidate.offer.id, probabilities[i]!);
    });
  }
  return chances;
}
