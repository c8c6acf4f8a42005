import { z } from 'zod';

export const ROLES = ['device', 'till', 'marketer', 'scientist', 'operator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

const name = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9._:@-]+$/);

/** What a token says of its bearer. `sub` is the customer for devices and the principal otherwise. */
/** No colon: a key is tagged {tenant:customer}, and the first colon must part the two. */
const tenantName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/);

export const claims = z.object({
  iss: z.string(),
  aud: z.union([z.literal('proxima'), z.array(z.string()).refine((all) => all.includes('proxima'))]),
  sub: name,
  tenant: tenantName,
  role: z.enum(ROLES),
  device: name.optional(),
  exp: z.number(),
  jti: z.string().optional(),
});

export type Claims = z.output<typeof claims>;
