import { isStopped } from '../stops.js';
import type { Check } from '../check.js';

/** Not stopped, within its dates, and with a treatment for the touchpoint and one of the placements. */
export const checkAvailable: Check = (offer, _sighting, { input }) => {
  if (input.stops && isStopped(input.stops, offer, input.touchpoint)) return 'STOPPED';
  if (offer.validFrom !== undefined && input.now < offer.validFrom) return 'NOT_YET_VALID';
  if (offer.validTo !== undefined && input.now >= offer.validTo) return 'EXPIRED';
  for (const { touchpoint, placement } of offer.treatments) {
    if (touchpoint === input.touchpoint && input.placements.includes(placement)) return undefined;
  }
  return 'NO_TREATMENT';
};
