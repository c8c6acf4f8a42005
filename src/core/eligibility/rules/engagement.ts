import type { DecisionInput, StageContext } from '../../types/decision.js';
import type { Facts, OfferHistory } from '../../types/facts.js';
import type { EngagementRules, HeldRule, Offer, Rule, RuleLayer } from '../../types/offer.js';
import type { RefusalCode } from '../../types/reason.js';

const NEW: OfferHistory = { impressions: 0, accepts: 0, dismissals: 0 };
const LAYERS: Readonly<Partial<Record<RefusalCode, keyof EngagementRules>>> = {
  NOT_ELIGIBLE: 'eligibility',
  NOT_APPLICABLE: 'applicability',
  NOT_SUITABLE: 'suitability',
};

/**
 * The three layers of rules that hold for an offer, for one decision: may the customer have it, does it make sense, is it
 * right. A rule that many offers share and that looks at the customer alone is asked once.
 */
export function engagementCheck({ input }: StageContext): (offer: Offer) => RefusalCode | undefined {
  const answers = new Map<Rule, boolean>();

  function passes(rule: Rule, facts: Facts): boolean {
    if (!rule.isShared) return rule.test(facts);
    let answer = answers.get(rule);
    if (answer === undefined) answers.set(rule, (answer = rule.test(facts)));
    return answer;
  }

  function holds(layer: RuleLayer, facts: Facts): boolean {
    for (const { rule } of layer) if (!passes(rule, facts)) return false;
    return true;
  }

  return (offer) => {
    const { rules } = offer;
    if (!rules) return undefined;
    const facts = factsAbout(offer, input);
    if (!holds(rules.eligibility, facts)) return 'NOT_ELIGIBLE';
    if (!holds(rules.applicability, facts)) return 'NOT_APPLICABLE';
    return holds(rules.suitability, facts) ? undefined : 'NOT_SUITABLE';
  };
}

/** For the explanation: the rule that dropped an offer, where a rule of a layer did. */
export function findFailedRule(offer: Offer, reason: RefusalCode, input: DecisionInput): HeldRule | undefined {
  const layer = LAYERS[reason];
  if (!layer || !offer.rules) return undefined;
  const facts = factsAbout(offer, input);
  return offer.rules[layer].find(({ rule }) => !rule.test(facts));
}

function factsAbout({ id, attributes }: Offer, { profile, context, now }: DecisionInput): Facts {
  // An offer may be called `constructor`: only what the customer did with it is its history.
  const offer = Object.hasOwn(profile.offers, id) ? profile.offers[id]! : NEW;
  return { profile, context, offer, offerAttributes: attributes, now };
}
