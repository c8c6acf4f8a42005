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

/** `feedback:report` with its events: for the documents. */
export const feedbackReportDescribed = z
  .strictObject({ events: z.array(feedbackEvent).min(1).max(100) })
  .meta({ id: 'FeedbackReport' });

/** `feedback:report`: the envelope is checked first, then each event by itself, so that one bad event refuses no other. */
export const feedbackReport = feedbackReportDescribed.extend({ events: z.array(z.unknown()).min(1).max(100) });

/** `POST /v1/events` with its events: for the documents. */
export const eventsRequestDescribed = z
  .strictObject({ customer: identifier, events: z.array(feedbackEvent).min(1).max(1000) })
  .meta({ id: 'EventsRequest' });

/** `POST /v1/events`: the same from any touchpoint, for one customer. */
export const eventsRequest = eventsRequestDescribed.extend({ events: z.array(z.unknown()).min(1).max(1000) });

export type FeedbackEvent = z.output<typeof feedbackEvent>;

/** What became of one event. */
export const feedbackResult = z
  .object({
    eventId: z.string(),
    status: z.enum(['recorded', 'duplicate', 'refused']),
    code: z.string().optional().describe('an error code, when it was refused'),
    message: z.string().optional(),
  })
  .meta({ id: 'FeedbackResult' });

export const eventsAnswer = z.object({ events: z.array(feedbackResult) }).meta({ id: 'EventsAnswer' });

export type FeedbackResult = z.output<typeof feedbackResult>;
export type EventsAnswer = z.output<typeof eventsAnswer>;
