import type { Check } from '../check.js';

/** The customer is where the offer holds, as far as the fix can tell. */
export const checkLocation: Check = (_offer, sighting) => {
  if (!sighting.exactEnough) return 'FIX_TOO_COARSE';
  return sighting.inside ? undefined : 'OUTSIDE_ZONE';
};
