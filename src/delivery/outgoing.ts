import type { DecidedOffer, OfferPush } from '../contract/decision.js';
import type { Choice, Decision } from '../core/types/decision.js';
import type { DecisionId } from '../core/types/ids.js';
import type { Area, Catalog, Offer } from '../core/types/offer.js';
import type { Outgoing } from '../state/inbox.repository.js';
import { toShownOffer } from './shown-offer.js';

/** An offer as it leaves for the customer's devices; nothing when its words cannot be filled in. */
export function toOutgoing(choice: Choice, decision: Decision): Outgoing | undefined {
  const { decisionId, now } = decision.input;
  const offer = toShownOffer(choice, decision);
  if (!offer) return undefined;
  const isPlaceBound = choice.scored.candidate.sighting.inside;
  return { decisionId, offer, until: Date.parse(offer.expiresAt), at: now, isPlaceBound };
}

/** Where an offer holds that was made for the place; nothing for any other. */
export function areasOf({ zones }: Offer, isPlaceBound: boolean, catalog: Catalog): readonly Area[] {
  return isPlaceBound ? zones.map((ordinal) => catalog.areaOf(ordinal)) : [];
}

/** On the wire. Field by field: one is made for each push, and a spread costs several times as much. */
export function toPush(seq: number, decisionId: DecisionId, offer: DecidedOffer): OfferPush {
  return {
    seq,
    decisionId,
    deliveryId: offer.deliveryId,
    offerId: offer.offerId,
    placement: offer.placement,
    treatment: offer.treatment,
    attentionSeconds: offer.attentionSeconds,
    expiresAt: offer.expiresAt,
    validWithin: offer.validWithin,
    reason: offer.reason,
  };
}
