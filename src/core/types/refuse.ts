import type { Refusal, Sighting } from './decision.js';
import type { Offer } from './offer.js';
import { REASONS, type RefusalCode } from './reason.js';

/** The end of an offer's way through the funnel, at the stage that the reason belongs to. */
export function refuse({ id }: Offer, { source }: Sighting, reason: RefusalCode): Refusal {
  return { offerId: id, source, stage: REASONS[reason].stage, reason };
}
