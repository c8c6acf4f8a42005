import type { DecisionInput } from '../core/types/decision.js';
import type { Scalars } from '../core/types/facts.js';
import type { Fix } from '../core/types/fix.js';
import type { DecisionId, Owner } from '../core/types/ids.js';
import type { Snapshot } from '../state/snapshot.js';
import { newDecisionId, seedOf } from './decision-id.js';

export interface DecisionOrder {
  readonly owner: Owner;
  /** Given by a caller who may ask twice: the second time the first decision is told again. */
  readonly decisionId?: DecisionId;
  readonly now: number;
  readonly touchpoint: string;
  readonly placements: readonly string[];
  readonly limit: number;
  /** Newest last. */
  readonly fixes: readonly Fix[];
  /** Values that hold for this decision only; they outrank those reported before. */
  readonly context?: Scalars;
  /** Whether the offer goes to the customer's devices by itself, by way of their inbox. */
  readonly isPushed?: boolean;
}

/** All that the decision may know, from the order, the state and where the customer is. */
export function toInput(
  order: DecisionOrder,
  outbound: boolean,
  snapshot: Snapshot,
  situation: DecisionInput['situation'],
  shortages: DecisionInput['shortages'],
  stops: DecisionInput['stops'],
): DecisionInput {
  const decisionId = order.decisionId ?? newDecisionId(order.now);
  return {
    decisionId,
    seed: seedOf(decisionId),
    now: order.now,
    owner: order.owner,
    touchpoint: order.touchpoint,
    outbound,
    placements: order.placements,
    limit: order.limit,
    locale: snapshot.locale,
    addressForm: snapshot.addressForm,
    consents: snapshot.consents,
    profile: snapshot.profile,
    contacts: snapshot.contacts,
    rests: snapshot.rests,
    context: order.context ? { ...snapshot.context, ...order.context } : snapshot.context,
    shortages,
    situation,
    stops,
  };
}
