import type { DecisionId, TenantId } from '../core/types/ids.js';
import type { StoredDecision } from '../state/decision.repository.js';

/** Where decisions are found again: in the feedback window in Redis, later in the segments on disk. */
export abstract class DecisionArchive {
  abstract find(tenant: TenantId, id: DecisionId): Promise<StoredDecision | undefined>;
}
