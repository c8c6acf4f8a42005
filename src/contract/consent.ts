import { z } from 'zod';
import { identifier } from './primitives.js';

/**
 * `consent:set`: one entry of the consent ledger. `textVersion` names the words that the customer saw, which Art. 7(1)
 * GDPR asks the controller to be able to show. Consent has no default: what was never granted is not there.
 */
export const consentSet = z
  .strictObject({
    purpose: z.enum(['location', 'profiling', 'marketing']),
    channel: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/)
      .optional()
      .describe('limits a marketing entry to one channel'),
    dataClass: z.enum(['precise', 'coarse']).optional().describe('for location: how exact a position may be used'),
    status: z.enum(['granted', 'withdrawn']),
    textVersion: identifier,
  })
  .refine((entry) => entry.purpose === 'marketing' || entry.channel === undefined, {
    path: ['channel'],
    message: 'goes with the purpose marketing only',
  })
  .refine((entry) => entry.purpose === 'location' || entry.dataClass === undefined, {
    path: ['dataClass'],
    message: 'goes with the purpose location only',
  })
  .meta({ id: 'ConsentSet' });

export type ConsentSet = z.output<typeof consentSet>;

export interface ConsentEntry extends ConsentSet {
  /** ISO 8601, UTC. */
  at: string;
}
