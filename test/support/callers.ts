import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { ROLES } from '../../src/platform/auth/claims.js';
import { SECRET, tokenFor } from './tokens.js';

export const ADMIN_TOKEN = 'admin-token-of-the-tests';
export const OWN = 'ann';
export const OTHER = 'bob';

/** Bearers of a token that is worth something. `device` is the customer's own; `foreign-` ones are of another tenant. */
export const BEARERS = [...ROLES, 'admin', 'other-device', ...ROLES.map((role) => `foreign-${role}` as const)] as const;
export type Bearer = (typeof BEARERS)[number];

export async function bearerToken(bearer: Bearer): Promise<string> {
  if (bearer === 'admin') return ADMIN_TOKEN;
  if (bearer === 'other-device') return tokenFor('device', OTHER);
  const [role, tenant] = bearer.startsWith('foreign-') ? [bearer.slice(8), 'rival'] : [bearer, 'default'];
  const subject = role === 'device' ? OWN : `${role}-1`;
  return tokenFor(role as (typeof ROLES)[number], subject, tenant);
}

/** Tokens that are worth nothing, each for one reason only. */
export async function worthlessTokens(): Promise<Record<string, string>> {
  const operator = { iss: 'proxima', aud: 'proxima', sub: 'crm', tenant: 'default', role: 'operator' };
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const sign = (claims: object, secret = SECRET, alg = 'HS256') =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const valid = await sign({ ...operator, exp });
  const [header, , signature] = valid.split('.');
  return {
    garbage: 'garbage',
    'three dots': '...',
    'only spaces': '   ',
    'five thousand letters': 'a'.repeat(5_000),
    expired: await sign({ ...operator, exp: exp - 7200 }),
    'without expiry': await sign(operator),
    'not valid yet': await sign({ ...operator, exp, nbf: exp - 60 }),
    'for another audience': await sign({ ...operator, exp, aud: 'other' }),
    'for no audience': await sign({ ...operator, exp, aud: undefined }),
    'signed with another secret': await sign({ ...operator, exp }, 'another secret, just as long as the first one'),
    'signed with the empty secret': hmacToken({ ...operator, exp }, ''),
    'of another algorithm of the family': await sign({ ...operator, exp }, SECRET, 'HS512'),
    'alg none, no signature': `${encode({ alg: 'none' })}.${encode({ ...operator, exp })}.`,
    'alg none, a signature': `${encode({ alg: 'none' })}.${encode({ ...operator, exp })}.${signature}`,
    'with other claims under an old signature': `${header}.${encode({ ...operator, exp, sub: 'x' })}.${signature}`,
    'of an unknown role': await sign({ ...operator, exp, role: 'root' }),
    'without a tenant': await sign({ ...operator, exp, tenant: undefined }),
    'of a tenant that would change the key': await sign({ ...operator, exp, tenant: 'default:ann' }),
    'of a customer that would change the key': await sign({ ...operator, exp, sub: 'ann}' }),
    'almost the admin token': `${ADMIN_TOKEN} `.trim().slice(0, -1),
  };
}

function hmacToken(claims: object, secret: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
