import { z } from 'zod';
import { identifier, toldTime } from './primitives.js';

/** `GET /console/setup`: what a page needs to know of the engine before it has a token. */
export const pageSetup = z
  .object({
    demo: z.boolean().describe('whether `GET /demo/token` gives tokens to everyone'),
    clock: z.enum(['server', 'events']).describe('`events`: the time of the messages is the clock'),
    now: toldTime.describe('the time on that clock'),
    streets: z.boolean().describe('whether the operator has put `streets.pmtiles` into the folder of maps'),
  })
  .meta({ id: 'PageSetup' });

/** The query of `GET /demo/token`. */
export const demoTokenQuery = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('device'), customer: identifier }),
  z.strictObject({ role: z.literal('operator') }),
]);

export const demoToken = z.object({ token: z.string(), expiresAt: toldTime }).meta({ id: 'DemoToken' });

export type PageSetup = z.output<typeof pageSetup>;
export type DemoToken = z.output<typeof demoToken>;
