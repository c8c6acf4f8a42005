import type { CommitResult, Decision, Outcome } from '../types/decision.js';
import type { OfferId } from '../types/ids.js';
import { silence, type RefusalCode, type Silence } from '../types/reason.js';

/** The decision as it came to pass, from what the commit granted and refused. */
export function concludeDecision(decision: Decision, { g, r }: CommitResult): Outcome {
  const refusedByCommit = r.map(([offerId, code]) => ({ offerId: offerId as OfferId, reason: code as RefusalCode }));
  return {
    grants: g.map(([slot, rank, seq]) => ({ choice: decision.slots[slot]!.ranked[rank]!, seq })),
    refusedByCommit,
    silence:
      g.length > 0 ? undefined : (decision.silence ?? explainRefusal(refusedByCommit.map(({ reason }) => reason))),
    changedByCommit: r.length > 0,
  };
}

/** When the live state refused all for one reason, that reason is the truth; when for several, the race was lost. */
export function explainRefusal(reasons: readonly RefusalCode[]): Silence {
  const [first, ...others] = new Set(reasons);
  return silence(first !== undefined && others.length === 0 ? first : 'RACE_LOST');
}
