import { Refused } from '../../contract/errors.js';
import type { Claims } from './claims.js';

/**
 * Whose state a token may touch: a device its own customer's, other roles any customer of their tenant. The tenant is
 * always the token's: no message can name another one.
 */
export function ownerFor(claims: Claims, customer: string): { tenant: string; customer: string } {
  if (claims.role === 'device' && claims.sub !== customer)
    throw new Refused('FORBIDDEN', 'A device may act for its own customer only');
  return { tenant: claims.tenant, customer };
}
