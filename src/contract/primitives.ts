import { z } from 'zod';

/** A moment in time: ISO 8601 with zone, or epoch milliseconds. Parsed to epoch milliseconds. */
export const timestamp = z
  .union([z.number().int().min(0).max(8_640_000_000_000), z.iso.datetime({ offset: true })])
  .transform((value) => (typeof value === 'number' ? value : Date.parse(value)));

/** An identifier that may stand in a Redis key and in a URL path. Braces would move a key to another cluster slot. */
export const identifier = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9._:@-]+$/, 'may hold letters, digits and . _ : @ - only')
  .meta({ id: 'Identifier' });

/** A moment in time as we tell it. */
export const toldTime = z.iso.datetime().describe('ISO 8601, UTC');

/** WGS 84 degrees. */
export const latitude = z.number().min(-90).max(90);
export const longitude = z.number().min(-180).max(180);

export const scalar = z.union([z.string().max(200), z.number(), z.boolean()]);

/** Names such as `__proto__` are legal JSON keys and poison plain objects, so they are refused where keys are free. */
export const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'must be camelCase, at most 64 characters');

export const locale = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'must be a BCP 47 tag such as de or de-AT');
export const addressForm = z.enum(['du', 'sie', 'neutral']);
export const category = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be lower case with dashes, such as restaurant-budget');

export const touchpoint = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
export const placement = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
