import { z } from 'zod';
import { contextValues } from './context.js';
import { profileWrite } from './profile.js';
import {
  addressForm,
  identifier,
  latitude,
  locale,
  longitude,
  placement,
  timestamp,
  touchpoint,
} from './primitives.js';

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

const consented = z.boolean().optional();

/**
 * `POST /v1/decisions/preview`: what would be decided, for a customer as they are, for one made up, or for one with some
 * things otherwise. Nothing is written, counted or pushed. A made-up customer has agreed to everything, unless `consents`
 * says otherwise.
 */
export const previewRequest = z
  .strictObject({
    customer: identifier.optional(),
    ...request,
    at: timestamp.optional().describe('when; now when left out'),
    position: z
      .strictObject({ lat: latitude, lng: longitude, accuracyMetres: z.number().min(0).max(100_000).default(0) })
      .optional(),
    moment: z
      .enum(['waiting', 'queueing', 'passing', 'strolling', 'dwelling', 'commuting', 'unknown'])
      .optional()
      .describe('in place of the one that would be read from the movement'),
    profile: profileWrite
      .pick({ locale: true, addressForm: true, timeZone: true, attributes: true })
      .extend({
        locale: locale.optional(),
        addressForm: addressForm.optional(),
        visitsPerMonth: profileWrite.shape.visitsPerMonth,
        purchasesPerMonth: profileWrite.shape.purchasesPerMonth,
        affinities: profileWrite.shape.affinities,
      })
      .optional()
      .describe('each group that is given takes the place of the customer’s own'),
    consents: z.strictObject({ location: consented, profiling: consented, marketing: consented }).optional(),
    seed: z.number().int().min(0).max(4_294_967_295).optional().describe('of exploration; 0 when left out'),
  })
  .meta({ id: 'PreviewRequest' });

export type PreviewRequest = z.output<typeof previewRequest>;
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
