import { z } from 'zod';
import { addressForm, category, fieldName, identifier, locale, scalar, timestamp } from './primitives.js';

/** Every decision about the customer reads the whole profile. */
const MOST_FIELDS = 1_000;
const TOO_WIDE = `at most ${MOST_FIELDS} of them`;

/**
 * `PUT /v1/customers/{id}/profile`: what is known of a customer. A field that is left out keeps its value; null removes
 * it. Visits and purchases are starting figures (a month); events move them from there.
 */
export const profileWrite = z
  .strictObject({
    locale: locale.nullable().optional(),
    addressForm: addressForm.nullable().optional(),
    timeZone: z.string().max(64).refine(isTimeZone, 'must be an IANA zone such as Europe/Berlin').nullable().optional(),
    attributes: z
      .record(fieldName, scalar.refine(isKeptExactly, 'has more than 14 digits: give it as text').nullable())
      .refine(isBounded, TOO_WIDE)
      .optional(),
    visitsPerMonth: z.record(category, z.number().min(0).max(1000)).refine(isBounded, TOO_WIDE).optional(),
    purchasesPerMonth: z.record(category, z.number().min(0).max(1000)).refine(isBounded, TOO_WIDE).optional(),
    affinities: z.record(category, z.number().min(0).max(1)).refine(isBounded, TOO_WIDE).optional(),
    at: timestamp.optional().describe('when the figures were true; now when left out'),
  })
  .meta({ id: 'ProfileWrite' });

const rates = z.record(z.string(), z.number());
const minutes = z.record(z.string(), z.array(z.number().int()).readonly());

/** `GET /v1/customers/{id}/profile`: what is known, with the figures as they are now. */
export const profileAnswer = z
  .object({
    customer: identifier,
    locale: z.string().optional(),
    addressForm: addressForm.optional(),
    timeZone: z.string().optional(),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    visitsPerMonth: rates,
    purchasesPerMonth: rates,
    affinity: rates.describe('0 to 1, by category'),
    recent: z
      .object({ visits: minutes, purchases: minutes })
      .describe('by category, and `*` for all: minutes (epoch) of the newest events, for look-backs of rules'),
    offers: z.record(z.string(), z.object({ impressions: z.number(), accepts: z.number(), dismissals: z.number() })),
    rests: rates.describe('what the customer said no to, and until when (epoch milliseconds)'),
  })
  .meta({ id: 'ProfileAnswer' });

export type ProfileAnswer = z.output<typeof profileAnswer>;
export type ProfileWrite = z.output<typeof profileWrite>;

/** The store keeps 14 digits of a number: too few for the number of a card, and enough for anything that is measured. */
function isKeptExactly(value: string | number | boolean): boolean {
  return !Number.isInteger(value) || Number((value as number).toPrecision(14)) === value;
}

function isBounded(fields: object): boolean {
  return Object.keys(fields).length <= MOST_FIELDS;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
