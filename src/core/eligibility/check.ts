import type { Sighting, StageContext } from '../types/decision.js';
import type { Offer } from '../types/offer.js';
import type { RefusalCode } from '../types/reason.js';

/** One rule: what speaks against the offer, or nothing. */
export type Check = (offer: Offer, sighting: Sighting, stage: StageContext) => RefusalCode | undefined;
