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

/** Asks the phone for its next report: not before `afterMs`, or after `minMetres`, with the reason. */
export interface NextReport {
  afterMs: number;
  minMetres: number;
  why: string;
}

export interface PositionAck {
  /** Fixes that were used. 0 without consent to location. */
  accepted: number;
  moment?: { name: string; confidence: number; lengthSeconds: number };
  nextReport: NextReport;
  /** What came of the report: a decision with its push, or silence with its reason. */
  outcome: { decisionId?: string; deliveryId?: string; offerId?: string; silence?: string };
}
