import { cellToParent } from 'h3-js';
import type { Candidate, DecisionInput, Refusal, StageContext } from '../types/decision.js';
import type { Offer } from '../types/offer.js';
import type { RefusalCode } from '../types/reason.js';
import { refuse } from '../types/refuse.js';
import { findReachedLimit, isGroupHeld, isOwnCapReached, sharedLimits } from './limits.js';
import { findQuietReason } from './quiet-hours.js';

/**
 * Rests after a no, quiet hours, caps, spacing and exclusion groups, on the snapshot; the commit checks those that are
 * counts of contacts once more.
 */
export function applyContactPolicy(
  candidates: readonly Candidate[],
  stage: StageContext,
): { kept: readonly Candidate[]; refusals: readonly Refusal[] } {
  const { input } = stage;
  const forAll = findQuietReason(stage) ?? findReachedLimit(sharedLimits(stage), input.contacts)?.code;
  const isResting = restingCheck(input);
  const kept: Candidate[] = [];
  const refusals: Refusal[] = [];
  for (const candidate of candidates) {
    const { offer, sighting } = candidate;
    const reason = forAll ?? findOwnReason(offer, stage, isResting);
    if (reason) refusals.push(refuse(offer, sighting, reason));
    else kept.push(candidate);
  }
  return { kept, refusals };
}

function findOwnReason(
  offer: Offer,
  stage: StageContext,
  isResting: (offer: Offer) => boolean,
): RefusalCode | undefined {
  if (isResting(offer)) return 'RESTING';
  if (isOwnCapReached(offer, stage)) return 'CAP_REACHED';
  return isGroupHeld(offer, stage) ? 'GROUP_HELD' : undefined;
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
