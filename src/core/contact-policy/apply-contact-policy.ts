import { cellToParent } from 'h3-js';
import type { Candidate, DecisionInput, Refusal, StageContext } from '../types/decision.js';
import type { Offer } from '../types/offer.js';
import { REASONS, type RefusalCode } from '../types/reason.js';
import { findReachedLimit, limitsFor, sharedLimits } from './limits.js';
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
  const kept: Candidate[] = [];
  const refusals: Refusal[] = [];
  for (const candidate of candidates) {
    const limits = limitsFor(candidate.offer, shared, stage);
    const own = limits === shared ? undefined : findReachedLimit(limits, input.contacts)?.code;
    const reason: RefusalCode | undefined =
      quiet ?? sharedReached ?? (isResting(candidate.offer, input) ? 'RESTING' : own);
    if (!reason) kept.push({ ...candidate, limits });
    else
      refusals.push({
        offerId: candidate.offer.id,
        source: candidate.sighting.source,
        stage: REASONS[reason].stage,
        reason,
      });
  }
  return { kept, refusals };
}

/** `not-interested` rests the offer, `not-here` the offer around that place, `not-now` everything outbound. */
function isResting(offer: Offer, { rests, now, situation, outbound }: DecisionInput): boolean {
  if (outbound && (rests['*'] ?? 0) > now) return true;
  if ((rests[offer.id] ?? 0) > now) return true;
  if (!situation.cell) return false;
  return (rests[`${offer.id}@${cellToParent(situation.cell, 8)}`] ?? 0) > now;
}
