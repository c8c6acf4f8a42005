import { isStopped } from '../stops.js';
import type { Check } from '../check.js';

/** Not stopped, within its dates, not found empty just now, not pushed when for requests only, and with a form for the placement. */
export const checkAvailable: Check = (offer, _sighting, { input }) => {
  if (input.stops && isStopped(input.stops, offer, input.touchpoint)) return 'STOPPED';
  if (offer.validFrom !== undefined && input.now < offer.validFrom) return 'NOT_YET_VALID';
  if (offer.validTo !== undefined && input.now >= offer.validTo) return 'EXPIRED';
  if (offer.stock && input.shortages && Object.hasOwn(input.shortages, offer.id)) return input.shortages[offer.id];
  if (input.outbound && offer.class === 'default') return 'ON_REQUEST_ONLY';
  for (const { touchpoint, placement } of offer.treatments) {
    if (touchpoint === input.touchpoint && input.placements.includes(placement)) return undefined;
  }
  return 'NO_TREATMENT';
};
