import { z } from 'zod';
import { identifier, toldTime } from './primitives.js';

const entry = {
  purpose: z.enum(['location', 'profiling', 'marketing']),
  channel: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .optional()
    .describe('limits a marketing entry to one channel'),
  dataClass: z.enum(['precise', 'coarse']).optional().describe('for location: how exact a position may be used'),
  status: z.enum(['granted', 'withdrawn']),
  textVersion: identifier.describe('names the words that the customer saw'),
};

/**
 * `consent:set`: one entry of the consent ledger. `textVersion` names the words that the customer saw, which Art. 7(1)
 * GDPR asks the controller to be able to show. Consent has no default: what was never granted is not there.
 */
export const consentSet = z
  .strictObject(entry)
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

/** An entry as the ledger has it. */
export const consentEntry = z.object({ ...entry, at: toldTime }).meta({ id: 'ConsentEntry' });

/** `GET /v1/customers/{id}/consents`: the newest entry for each purpose and channel. */
export const consentsAnswer = z.object({ consents: z.array(consentEntry) }).meta({ id: 'ConsentsAnswer' });

export type ConsentEntry = z.output<typeof consentEntry>;
export type ConsentsAnswer = z.output<typeof consentsAnswer>;
