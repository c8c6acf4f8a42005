import type { StageContext } from '../../types/decision.js';
import type { Facts, OfferHistory } from '../../types/facts.js';
import type { Offer, Rule } from '../../types/offer.js';
import type { RefusalCode } from '../../types/reason.js';

const NEW: OfferHistory = { impressions: 0, accepts: 0, dismissals: 0 };

/**
 * The three layers of the offer's own rules, for one decision: may the customer have it, does it make sense, is it right.
 * A rule that many offers share and that looks at the customer alone is asked once.
 */
export function engagementCheck({ input }: StageContext): (offer: Offer) => RefusalCode | undefined {
  const { profile, context } = input;
  const answers = new Map<Rule, boolean>();

  function holds(rule: Rule, facts: Facts): boolean {
    if (!rule.isShared) return rule.test(facts);
    let answer = answers.get(rule);
    if (answer === undefined) answers.set(rule, (answer = rule.test(facts)));
    return answer;
  }

  return ({ id, rules }) => {
    if (!rules) return undefined;
    // An offer may be called `constructor`: only what the customer did with it is its history.
    const offer = Object.hasOwn(profile.offers, id) ? profile.offers[id]! : NEW;
    const facts: Facts = { profile, context, offer };
    if (!holds(rules.eligibility, facts)) return 'NOT_ELIGIBLE';
    if (!holds(rules.applicability, facts)) return 'NOT_APPLICABLE';
    return holds(rules.suitability, facts) ? undefined : 'NOT_SUITABLE';
  };
}
