import type { DecidedOffer, OfferPush, RetractReason } from './contract.js';

/** An offer that the engine pushed, as an app shows it. */
export type Offer = OfferPush;

/** Why an offer is gone: a reason of the engine, its time is over, or it was pushed anew. */
export type GoneReason = RetractReason | 'EXPIRED' | 'REPLACED';

/** An offer to take off the screen. */
export interface Retraction {
  deliveryId: string;
  reason: GoneReason;
  offer: Offer;
}

/** Anything that names a delivery: an offer that was pushed, or one of an answer. */
export type Delivered = Pick<DecidedOffer, 'deliveryId'>;

/** Whether an app could show it. What else it holds is not looked at: fields may grow. */
export function isOffer(pushed: unknown): pushed is Offer {
  if (typeof pushed !== 'object' || pushed === null) return false;
  const { seq, deliveryId, expiresAt } = pushed as Record<string, unknown>;
  return Number.isSafeInteger(seq) && typeof deliveryId === 'string' && !Number.isNaN(Date.parse(String(expiresAt)));
}

export function endsAt({ expiresAt }: Offer): number {
  return Date.parse(expiresAt);
}
