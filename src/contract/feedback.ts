import { z } from 'zod';
import { category, identifier, timestamp } from './primitives.js';

const about = {
  eventId: identifier,
  at: timestamp,
  deliveryId: identifier.optional(),
  offerId: identifier.optional(),
};

const offerEvent = <T extends string>(type: T) =>
  z
    .strictObject({ ...about, type: z.literal(type) })
    .refine((event) => event.deliveryId !== undefined, { path: ['deliveryId'], message: 'is needed for this type' });

/** One thing that happened. Counted once per `eventId`, however often it is sent. */
export const feedbackEvent = z
  .union([
    offerEvent('delivered'),
    offerEvent('impression'),
    offerEvent('click'),
    offerEvent('accept'),
    offerEvent('redeem'),
    z
      .strictObject({
        ...about,
        type: z.literal('dismiss'),
        reason: z.enum(['not-interested', 'not-here', 'not-now']),
      })
      .refine((event) => event.deliveryId !== undefined, { path: ['deliveryId'], message: 'is needed for this type' }),
    z.strictObject({
      ...about,
      type: z.literal('purchase'),
      category,
      valueMinor: z.number().int().min(0).max(100_000_000).optional(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional(),
    }),
    z.strictObject({ ...about, type: z.literal('visit'), category, placeId: identifier.optional() }),
    z.strictObject({ ...about, type: z.literal('rating'), stars: z.number().int().min(1).max(5) }),
  ])
  .meta({ id: 'FeedbackEvent' });

/** `feedback:report`: the envelope is checked first, then each event by itself, so that one bad event refuses no other. */
export const feedbackReport = z
  .strictObject({ events: z.array(z.unknown()).min(1).max(100) })
  .meta({ id: 'FeedbackReport' });

/** `POST /v1/events`: the same from any touchpoint, for one customer. */
export const eventsRequest = z
  .strictObject({ customer: identifier, events: z.array(z.unknown()).min(1).max(1000) })
  .meta({ id: 'EventsRequest' });

export type FeedbackEvent = z.output<typeof feedbackEvent>;

export interface FeedbackResult {
  eventId: string;
  status: 'recorded' | 'duplicate' | 'refused';
  code?: string;
  message?: string;
}
