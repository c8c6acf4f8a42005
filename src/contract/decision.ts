import { z } from 'zod';
import { contextValues } from './context.js';
import { funnelLine } from './explanation.js';
import { toldMoment } from './position.js';
import { profileWrite } from './profile.js';
import {
  addressForm,
  identifier,
  latitude,
  locale,
  longitude,
  placement,
  timestamp,
  toldTime,
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
export const shownTreatment = z
  .object({
    id: z.string(),
    format: z.enum(['glance', 'short', 'rich']),
    locale: z.string(),
    addressForm,
    title: z.string(),
    body: z.string(),
  })
  .meta({ id: 'ShownTreatment' });

export const decidedOffer = z
  .object({
    deliveryId: z.string().describe('the key for acks and feedback'),
    offerId: z.string(),
    placement: z.string(),
    treatment: shownTreatment,
    attentionSeconds: z.number().describe('how long the customer needs to take it in'),
    expiresAt: toldTime,
    validWithin: z
      .object({ lat: latitude, lng: longitude, radiusMetres: z.number() })
      .optional()
      .describe('where it can be redeemed; absent when that is no circle'),
    reason: z.string().describe('one sentence for the customer: why this, why now'),
    fallback: z.literal(true).optional().describe('it answers because nothing else was chosen; never on a push'),
  })
  .meta({ id: 'DecidedOffer' });

/** Why there is no offer. */
export const toldSilence = z
  .object({ code: z.string().describe('a reason code'), message: z.string() })
  .meta({ id: 'Silence' });

/** What the engine knew and did, for who asked with `explain`. */
export const trace = z.object({ moment: toldMoment, funnel: z.array(funnelLine) }).meta({ id: 'Trace' });

/** The answer to `POST /v1/decisions` and `offer:request`. `silence` is there when no offer is. */
export const decisionAnswer = z
  .object({
    decisionId: z.string(),
    offers: z.array(decidedOffer),
    silence: toldSilence.optional().describe('there when no offer is'),
    trace: trace.optional().describe('with `explain`, and never for a device'),
  })
  .meta({ id: 'DecisionAnswer' });

/** `offer:push`. The client's ack means delivered. */
export const offerPush = decidedOffer
  .extend({ seq: z.number().int().describe('place in the customer’s stream of offers'), decisionId: z.string() })
  .meta({ id: 'OfferPush' });

export type ShownTreatment = z.output<typeof shownTreatment>;
export type DecidedOffer = z.output<typeof decidedOffer>;
export type DecisionAnswer = z.output<typeof decisionAnswer>;
export type OfferPush = z.output<typeof offerPush>;
