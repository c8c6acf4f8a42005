import { z } from 'zod';
import { contextValues } from './context.js';
import { identifier, latitude, longitude, placement, timestamp, touchpoint } from './primitives.js';

const request = {
  touchpoint,
  placements: z.array(placement).min(1).max(10),
  limit: z.number().int().min(1).max(30).default(1).describe('offers per placement'),
  context: contextValues.optional(),
};

/** `offer:request` on the device socket: the customer is the one of the token. */
export const offerRequest = z.strictObject(request).meta({ id: 'OfferRequest' });

/** `POST /v1/decisions`: decide now, for any touchpoint. */
export const decisionRequest = z
  .strictObject({
    customer: identifier,
    ...request,
    position: z
      .strictObject({
        lat: latitude,
        lng: longitude,
        accuracyMetres: z.number().min(0).max(100_000).default(0),
        at: timestamp.optional(),
      })
      .optional(),
    explain: z.boolean().default(false).describe('adds the funnel as `trace`'),
  })
  .meta({ id: 'DecisionRequest' });

export type OfferRequest = z.output<typeof offerRequest>;
export type DecisionRequest = z.output<typeof decisionRequest>;

/** The words and form of an offer, ready to be shown. */
export interface ShownTreatment {
  id: string;
  format: 'glance' | 'short' | 'rich';
  locale: string;
  addressForm: 'du' | 'sie' | 'neutral';
  title: string;
  body: string;
}

export interface DecidedOffer {
  deliveryId: string;
  offerId: string;
  placement: string;
  treatment: ShownTreatment;
  attentionSeconds: number;
  /** ISO 8601, UTC. */
  expiresAt: string;
  validWithin?: { lat: number; lng: number; radiusMetres: number };
  /** One sentence for the customer: why this, why now. */
  reason: string;
}

/** The answer to `POST /v1/decisions` and `offer:request`. `silence` is there when no offer is. */
export interface DecisionAnswer {
  decisionId: string;
  offers: DecidedOffer[];
  silence?: { code: string; message: string };
  trace?: unknown;
}

/** `offer:push`. The client's ack means delivered. */
export interface OfferPush extends DecidedOffer {
  seq: number;
  decisionId: string;
}
