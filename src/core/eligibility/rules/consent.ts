import type { Check } from '../check.js';

/**
 * Sensitive kinds and places first (Art. 9 GDPR: denied by default), then the consents that showing this offer takes.
 * An offer found by position needs consent to location, one found by fondness consent to profiling.
 */
export const checkConsent: Check = (offer, sighting, { input, policy }) => {
  const sensitive = policy.sensitiveCategories;
  if (sensitive.includes(offer.category) || (offer.place?.category && sensitive.includes(offer.place.category))) {
    return 'SENSITIVE_CATEGORY';
  }
  if (input.situation.sensitivePlace) return 'SENSITIVE_PLACE';
  if (!input.consents.marketing) return 'CONSENT_MISSING';
  if (sighting.source !== 'everywhere' && !input.consents.location) return 'CONSENT_MISSING';
  return sighting.source === 'affinity' && !input.consents.profiling ? 'CONSENT_MISSING' : undefined;
};
