import type { Check } from '../check.js';

/** Within its dates, not pushed when it is for requests only, and with a treatment for the touchpoint and one of the placements. */
export const checkAvailable: Check = (offer, _sighting, { input }) => {
  if (offer.validFrom !== undefined && input.now < offer.validFrom) return 'NOT_YET_VALID';
  if (offer.validTo !== undefined && input.now >= offer.validTo) return 'EXPIRED';
  if (input.outbound && offer.class === 'default') return 'ON_REQUEST_ONLY';
  for (const { touchpoint, placement } of offer.treatments) {
    if (touchpoint === input.touchpoint && input.placements.includes(placement)) return undefined;
  }
  return 'NO_TREATMENT';
};
