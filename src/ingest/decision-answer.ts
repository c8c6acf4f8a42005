import type { DecisionAnswer } from '../contract/decision.js';
import { tellFunnel } from '../core/decision.js';
import { silence } from '../core/types/reason.js';
import { toShownOffer } from '../delivery/shown-offer.js';
import type { DecisionResult } from '../engine/remake.service.js';

/** A decision as its caller gets it. */
export function toAnswer({ decisionId, decision, outcome }: DecisionResult, explain = false): DecisionAnswer {
  const offers = outcome.grants.flatMap(({ choice }) => toShownOffer(choice, decision) ?? []);
  const isUnfilled = offers.length < outcome.grants.length && offers.length === 0;
  return {
    decisionId,
    offers,
    silence: isUnfilled ? silence('WORDS_UNFILLED') : outcome.silence && { ...outcome.silence },
    trace: explain ? { moment: decision.input.situation.moment, funnel: tellFunnel(decision, outcome) } : undefined,
  };
}
