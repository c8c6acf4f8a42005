import { z } from 'zod';
import { GROWS } from './errors.js';
import { toldTime } from './primitives.js';

const who = z
  .string()
  .describe('the customer, under a name that lasts as long as the engine process that gave it and leads nowhere else');

/** One decision, or one report that ended in silence without one. */
export const decisionSample = z
  .object({
    at: toldTime,
    decisionId: z.string().optional().describe('absent where a report needed no decision'),
    who,
    cell: z.string().optional().describe('H3 of resolution 9; absent without a position, or without consent to one'),
    touchpoint: z.string(),
    outcome: z.enum(['push', 'answer', 'silence']).describe('push: sent by itself; answer: one that was asked for'),
    silence: z.string().optional().describe('a reason code; there when no offer is'),
    offerId: z.string().optional().describe('the first offer that was granted'),
    moment: z.string().optional(),
    ms: z.number().describe('from when the order came in'),
  })
  .meta({ id: 'DecisionSample' });

/** `decision:sample`, four times a second at most. What does not fit is counted as `leftOut` of the next tick. */
export const decisionSamples = z.array(decisionSample).meta({ id: 'DecisionSamples' });

export const feedbackSample = z
  .object({
    at: toldTime,
    who,
    decisionId: z.string().optional().describe('the decision that it answers'),
    offerId: z.string().optional(),
    type: z.string(),
  })
  .meta({ id: 'FeedbackSample' });

/** `feedback:sample`, four times a second at most. */
export const feedbackSamples = z.array(feedbackSample).meta({ id: 'FeedbackSamples' });

const perSecond = z.number().min(0);
const counts = z.record(z.string(), z.number().int());

/** `figures:tick`: the last second of the tenant, over all engine processes on all machines. */
export const figuresTick = z
  .object({
    at: toldTime,
    processes: z.number().int().describe('engine processes that told their part'),
    sockets: z.number().int().describe('phones and tills connected now'),
    reportsPerSecond: perSecond,
    decisionsPerSecond: perSecond,
    pushesPerSecond: perSecond,
    answersPerSecond: perSecond,
    silences: counts.describe('reason code -> how often in this second').meta(GROWS),
    feedback: counts.describe('type of event -> how often in this second').meta(GROWS),
    p50Ms: z.number().optional().describe('of the decisions; absent when there were none'),
    p99Ms: z.number().optional(),
    leftOut: z.number().int().describe('samples that were not sent, because there were too many'),
  })
  .meta({ id: 'FiguresTick' });

export type DecisionSample = z.output<typeof decisionSample>;
export type FeedbackSample = z.output<typeof feedbackSample>;
export type FiguresTick = z.output<typeof figuresTick>;
