import { parseArgs } from 'node:util';
import { claims, ROLES, type Role } from '../platform/auth/claims.js';
import { readOrMakeSecret } from '../platform/auth/secret.js';
import { signToken } from '../platform/auth/sign-token.js';
import { readSettings } from '../platform/config/settings.js';

const USAGE = `npm run token -- --role ${ROLES.join('|')} [--customer ID] [--device ID] [--tenant ID] [--ttl 3600]`;

try {
  const { values } = parseArgs({
    options: {
      role: { type: 'string' },
      customer: { type: 'string' },
      device: { type: 'string' },
      tenant: { type: 'string', default: 'default' },
      ttl: { type: 'string', default: '3600' },
    },
  });
  const role = values.role as Role;
  const ttlSeconds = Number(values.ttl);
  if (!ROLES.includes(role)) throw new Error(`--role must be one of ${ROLES.join(', ')}`);
  if (role === 'device' && !values.customer) throw new Error('--customer is needed for the role device');
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1) throw new Error('--ttl must be a number of seconds');
  const subject = values.customer ?? role;
  const { tenant, device } = values;
  // A token that every engine refuses, without saying why, would cost its owner an hour.
  if (!claims.pick({ sub: true, tenant: true, device: true }).safeParse({ sub: subject, tenant, device }).success)
    throw new Error('--customer and --device may hold letters, digits and . _ : @ - only, --tenant no : and no @');
  const settings = readSettings(process.env);
  if (settings.PROXIMA_JWKS_URL) throw new Error('PROXIMA_JWKS_URL is set: tokens come from the issuer of those keys');
  const secret = readOrMakeSecret(settings.PROXIMA_JWT_SECRET, settings.PROXIMA_DATA_DIR);
  console.log(await signToken({ secret, role, subject, tenant, device, ttlSeconds }));
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exit(2);
}
