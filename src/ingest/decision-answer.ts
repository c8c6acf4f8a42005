import type { DecisionAnswer } from '../contract/decision.js';
import { tellFunnel } from '../core/decision.js';
import { toShownOffer } from '../delivery/shown-offer.js';
import type { DecisionResult } from '../engine/remake.service.js';

/** A decision as its caller gets it. */
export function toAnswer({ decisionId, decision, outcome }: DecisionResult, explain = false): DecisionAnswer {
  return {
    decisionId,
    offers: outcome.grants.map(({ choice }) => toShownOffer(choice, decision)),
    silence: outcome.silence && { ...outcome.silence },
    trace: explain ? { moment: decision.input.situation.moment, funnel: tellFunnel(decision, outcome) } : undefined,
  };
}
