import type { OfferClass } from './offer.js';

/** The order in which the classes of offers are considered: a lower rank goes first, whatever the others are worth. */
export const CLASS_RANKS: Readonly<Record<OfferClass, number>> = { mandatory: 0, normal: 1, default: 2 };
