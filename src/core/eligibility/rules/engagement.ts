import type { Facts, OfferHistory } from '../../types/facts.js';
import type { Check } from '../check.js';

const NEW: OfferHistory = { impressions: 0, accepts: 0, dismissals: 0 };

/** The three layers of the offer's own rules: may the customer have it, does it make sense, is it right. */
export const checkEngagement: Check = (offer, _sighting, { input }) => {
  const { profile, context } = input;
  // An offer may be called `constructor`: only what the customer did with it is its history.
  const history = Object.hasOwn(profile.offers, offer.id) ? profile.offers[offer.id]! : NEW;
  const facts: Facts = { profile, context, offer: history };
  if (!offer.eligibility(facts)) return 'NOT_ELIGIBLE';
  if (!offer.applicability(facts)) return 'NOT_APPLICABLE';
  return offer.suitability(facts) ? undefined : 'NOT_SUITABLE';
};
