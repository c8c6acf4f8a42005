import type { Facts, OfferHistory } from '../../types/facts.js';
import type { Check } from '../check.js';

const NEW: OfferHistory = { impressions: 0, accepts: 0, dismissals: 0 };

/** The three layers of the offer's own rules: may the customer have it, does it make sense, is it right. */
export const checkEngagement: Check = ({ id, rules }, _sighting, { input }) => {
  if (!rules) return undefined;
  const { profile, context } = input;
  // An offer may be called `constructor`: only what the customer did with it is its history.
  const offer = Object.hasOwn(profile.offers, id) ? profile.offers[id]! : NEW;
  const facts: Facts = { profile, context, offer };
  if (!rules.eligibility(facts)) return 'NOT_ELIGIBLE';
  if (!rules.applicability(facts)) return 'NOT_APPLICABLE';
  return rules.suitability(facts) ? undefined : 'NOT_SUITABLE';
};
