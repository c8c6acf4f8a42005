import type { Role } from '../../src/platform/auth/claims.js';
import { signToken } from '../../src/platform/auth/sign-token.js';

export const SECRET = 'a secret of the tests, long enough to sign';

/** A token of the app's own backend. */
export function tokenFor(role: Role, subject: string, tenant = 'default'): Promise<string> {
  return signToken({ secret: SECRET, role, subject, tenant });
}
