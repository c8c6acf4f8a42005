import { cellToParent } from 'h3-js';
import type { Candidate, DecisionInput, Refusal, StageContext } from '../types/decision.js';
import type { Offer } from '../types/offer.js';
import { REASONS, type RefusalCode } from '../types/reason.js';
import { findReachedLimit, ownLimitsOf, sharedLimits } from './limits.js';
import { findQuietReason } from './quiet-hours.js';

/** Rests after a no, quiet hours, caps and spacing, on the snapshot; the commit checks caps and spacing once more. */
export function applyContactPolicy(
  candidates: readonly Omit<Candidate, 'limits'>[],
  stage: StageContext,
): { kept: readonly Candidate[]; refusals: readonly Refusal[] } {
  const { input } = stage;
  const quiet = findQuietReason(stage);
  const shared = sharedLimits(stage);
  const sharedReached = findReachedLimit(shared, input.contacts)?.code;
  const isResting = restingCheck(input);
  const kept: Candidate[] = [];
  const refusals: Refusal[] = [];
  for (const candidate of candidates) {
    const { offer, sighting, treatments } = candidate;
    const own = ownLimitsOf(offer, stage);
    const reason: RefusalCode | undefined =
      quiet ?? sharedReached ?? (isResting(offer) ? 'RESTING' : findReachedLimit(own, input.contacts)?.code);
    if (!reason) kept.push({ offer, sighting, treatments, limits: own.concat(shared) });
    else refusals.push({ offerId: offer.id, source: sighting.source, stage: REASONS[reason].stage, reason });
  }
  return { kept, refusals };
}

/** `not-interested` rests the offer, `not-here` the offer around that place, `not-now` everything outbound. */
function restingCheck({ rests, now, situation, outbound }: DecisionInput): (offer: Offer) => boolean {
  const isResting = (key: string) => (rests[key] ?? 0) > now;
  if (outbound && isResting('*')) return () => true;
  // Most customers have refused nothing: then no key has to be made for each candidate.
  if (Object.keys(rests).length === 0) return () => false;
  const around = situation.cell && `@${cellToParent(situation.cell, 8)}`;
  return ({ id }) => isResting(id) || (around !== undefined && isResting(`${id}${around}`));
}
