import { isStopped } from '../stops.js';
import type { Check } from '../check.js';

/** Not stopped, within its dates, not found empty just now, and with a treatment for the touchpoint and a placement. */
export const checkAvailable: Check = (offer, _sighting, { input }) => {
  if (input.stops && isStopped(input.stops, offer, input.touchpoint)) return 'STOPPED';
  if (offer.validFrom !== undefined && input.now < offer.validFrom) return 'NOT_YET_VALID';
  if (offer.validTo !== undefined && input.now >= offer.validTo) return 'EXPIRED';
  if (offer.stock && input.shortages && Object.hasOwn(input.shortages, offer.id)) return input.shortages[offer.id];
  for (const { touchpoint, placement } of offer.treatments) {
    if (touchpoint === input.touchpoint && input.placements.includes(placement)) return undefined;
  }
  return 'NO_TREATMENT';
};
