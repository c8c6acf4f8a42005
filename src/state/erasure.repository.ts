import { Injectable } from '@nestjs/common';
import type { DecisionId, Owner } from '../core/types/ids.js';
import { DecisionLog } from './decision-log.js';
import { keys } from './keys.js';
import { LogKeyRepository } from './log-key.repository.js';
import { StateStore } from './state-store.js';

const KEYS_AT_ONCE = 1_000;
/** What a customer's slot holds. A customer may be called as something else is (`catalog`), so nothing else is touched. */
const OWN =
  /:(attributes|history|contacts|consents|consent-ledger|context|trail|seq|inbox|events|log-key|decision:([^:]+)(:feedback)?)$/;

/** Everything that is kept of one customer, gone (Art. 17 GDPR). */
@Injectable()
export class ErasureRepository {
  constructor(
    private readonly store: StateStore,
    private readonly logKeys: LogKeyRepository,
    private readonly decisionLog: DecisionLog,
  ) {}

  /**
   * Deletes the customer's keys, those that point to them, and the secret without which their part of the segments is
   * noise. Walks all keys of the store, which blocks nobody.
   * @returns how many keys were deleted.
   */
  async erase(owner: Owner): Promise<number> {
    await this.decisionLog.forget(owner);
    const logKey = await this.logKeys.find(owner);
    let erased = logKey ? await this.delete([keys.logOwner(owner.tenant, logKey.who)]) : 0;
    let cursor = '0';
    do {
      const [next, found] = await this.store.run((redis) =>
        redis.scan(cursor, 'MATCH', keys.ofCustomer(owner), 'COUNT', KEYS_AT_ONCE),
      );
      cursor = next;
      erased += await this.delete(found.flatMap((key) => withPointer(owner, key)));
    } while (cursor !== '0');
    return erased;
  }

  /** One by one: on a cluster they lie in several slots. */
  private async delete(doomed: readonly string[]): Promise<number> {
    const counts = await this.store.run((redis) => Promise.all(doomed.map((key) => redis.unlink(key))));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

function withPointer(owner: Owner, key: string): string[] {
  const [own, , decisionId] = OWN.exec(key) ?? [];
  if (!own) return [];
  return decisionId ? [key, keys.decisionCustomer(owner.tenant, decisionId as DecisionId)] : [key];
}
