import type { DecisionSample, FeedbackSample } from '../contract/console.js';
import type { SeenDecision, SeenFeedback } from '../engine/tenant-feed.js';
import type { CustomerNames } from './customer-names.js';

export function toDecisionSample(seen: SeenDecision, names: CustomerNames): DecisionSample {
  const { at, owner, decisionId, cell, touchpoint, outcome, silence, offerId, moment, ms } = seen;
  return {
    at: new Date(at).toISOString(),
    decisionId,
    who: names.nameOf(owner),
    cell,
    touchpoint,
    outcome,
    silence,
    offerId,
    moment,
    ms: Math.round(ms * 100) / 100,
  };
}

export function toFeedbackSample(seen: SeenFeedback, names: CustomerNames): FeedbackSample {
  const { at, owner, decisionId, offerId, type } = seen;
  return { at: new Date(at).toISOString(), who: names.nameOf(owner), decisionId, offerId, type };
}
