import type { Choice, Decision } from '../core/types/decision.js';
import type { Outgoing } from '../state/inbox.repository.js';
import { toShownOffer } from './shown-offer.js';

/** An offer as it leaves for the customer's devices. */
export function toOutgoing(choice: Choice, decision: Decision): Outgoing {
  const { decisionId, now } = decision.input;
  const offer = { decisionId, ...toShownOffer(choice, decision) };
  const isPlaceBound = choice.scored.candidate.sighting.inside;
  return { offer, until: Date.parse(offer.expiresAt), at: now, isPlaceBound };
}
