import { z } from 'zod';
import { latitude, longitude, timestamp } from './primitives.js';

/** One fix as the phone's operating system gave it. */
export const fix = z
  .strictObject({
    lat: latitude,
    lng: longitude,
    accuracyMetres: z.number().min(0).max(100_000).describe('radius of 68 % confidence'),
    at: timestamp,
    speedMps: z.number().min(0).max(400).optional(),
    headingDeg: z.number().min(0).max(360).optional(),
    activity: z.enum(['still', 'walking', 'running', 'cycling', 'vehicle', 'unknown']).optional(),
    mock: z.boolean().optional().describe('true when the system says that an app made the position up'),
  })
  .meta({ id: 'Fix' });

/** `position:report`: one fix, or up to 100 that were gathered while the network was away. */
export const positionReport = z
  .union([fix, z.strictObject({ fixes: z.array(fix).min(1).max(100) })])
  .transform((report) => ('fixes' in report ? report.fixes : [report]))
  .meta({ id: 'PositionReport' });

export type Fix = z.output<typeof fix>;

/** What the customer seems to be doing. */
export const toldMoment = z
  .object({
    name: z.string().describe('such as waiting, passing or unknown'),
    confidence: z.number().min(0).max(1),
    lengthSeconds: z.number().min(0).describe('how long it may yet last'),
  })
  .meta({ id: 'Moment' });

export const nextReport = z
  .object({
    afterMs: z.number().int().min(0).describe('report again not before this'),
    minMetres: z.number().min(0).describe('or after this way, whichever comes first'),
    why: z.string(),
  })
  .meta({ id: 'NextReport', description: 'When the phone should report again, and why then.' });

export const positionAck = z
  .object({
    accepted: z.number().int().min(0).describe('fixes that were used; 0 without consent to location'),
    moment: toldMoment.optional(),
    nextReport,
    outcome: z
      .object({
        decisionId: z.string().optional(),
        deliveryId: z.string().optional(),
        offerId: z.string().optional(),
        silence: z.string().optional().describe('a reason code'),
      })
      .describe('what came of the report: a decision with its push, or silence with its reason'),
  })
  .meta({ id: 'PositionAck' });

export type NextReport = z.output<typeof nextReport>;
export type PositionAck = z.output<typeof positionAck>;
