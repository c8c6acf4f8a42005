import { z } from 'zod';
import { offerPush } from './decision.js';

/** Why an offer is not to be shown any more. */
export const RETRACT_REASONS = [
  'LEFT_ZONE',
  'CONSENT_WITHDRAWN',
  'STOPPED',
  'SEEN_ELSEWHERE',
  'ANSWERED',
  'ERASED',
] as const;

/** `inbox:resume`: what was pushed while the device was away, after the last push that it has (0: it has none). */
export const inboxResume = z
  .strictObject({ afterSeq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) })
  .meta({ id: 'InboxResume' });

/** `offer:retract`: take it off the screen; it may not have come there yet. */
export const offerRetract = z
  .object({
    seq: z.number().int().describe('of the push'),
    deliveryId: z.string(),
    offerId: z.string().describe('earlier pushes of this offer go with it, should any be on the screen'),
    reason: z.enum(RETRACT_REASONS),
  })
  .meta({ id: 'OfferRetract' });

/** The ack of `inbox:resume`. */
export const inboxAnswer = z
  .object({
    missed: z.array(offerPush).describe('still valid and not yet seen, oldest first'),
    retracted: z.array(offerRetract).describe('what a device that was away may still show, and shall not'),
    restarted: z
      .boolean()
      .optional()
      .describe('afterSeq is of a stream that is gone (an erasure): whatever is shown and not in `missed` shall go'),
  })
  .meta({ id: 'InboxAnswer' });

export type InboxResume = z.output<typeof inboxResume>;
export type InboxAnswer = z.output<typeof inboxAnswer>;
export type OfferRetract = z.output<typeof offerRetract>;
export type RetractReason = OfferRetract['reason'];
