import type { OfferPush } from '../contract/decision.js';

/** An offer of the trial. Every field of it is real, and some are of tomorrow. */
export function offerOf(seq: number, validMs: number): OfferPush & Record<string, unknown> {
  return {
    seq,
    deliveryId: `trial-${seq}.card`,
    decisionId: `trial-${seq}`,
    offerId: `offer-${seq}`,
    placement: 'card',
    treatment: {
      id: 'app-push-card',
      format: 'glance',
      locale: 'de',
      addressForm: 'du',
      title: 'Frisch',
      body: 'Jetzt probieren',
    },
    attentionSeconds: 2,
    expiresAt: new Date(Date.now() + validMs).toISOString(),
    reason: 'Weil du gerade vorbeigehst.',
  };
}

export function withTomorrow(offer: ReturnType<typeof offerOf>): ReturnType<typeof offerOf> {
  const treatment = { ...offer.treatment, picture: { url: 'none' } };
  return { ...offer, treatment, ofTomorrow: { nested: [1, 2, 3] } };
}
