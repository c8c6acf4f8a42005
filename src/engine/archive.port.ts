import type { DecisionId, Owner, TenantId } from '../core/types/ids.js';
import type { StoredDecision } from '../state/decision.repository.js';

/** A decision by its name, and whose it is. */
export interface LoggedId {
  readonly owner: Owner;
  readonly id: DecisionId;
}

/** Where decisions are found again: in the feedback window in Redis, later in the segments on disk. */
export abstract class DecisionArchive {
  abstract find(tenant: TenantId, id: DecisionId): Promise<StoredDecision | undefined>;

  /** The newest decisions between two times (epoch ms) of customers who were not erased, the oldest of them first. */
  abstract newest(tenant: TenantId, from: number, to: number, most: number): Promise<readonly LoggedId[]>;
}
