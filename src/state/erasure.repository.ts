import { Injectable } from '@nestjs/common';
import type { DecisionId, Owner } from '../core/types/ids.js';
import { DecisionLog } from './decision-log.js';
import { keys } from './keys.js';
import { LogKeyRepository } from './log-key.repository.js';
import { StateStore } from './state-store.js';

const KEYS_AT_ONCE = 1_000;
/** Each walk but the last finds what was on its way when the one before it passed. */
const MOST_WALKS = 5;
/** A customer may be called as something else is (`catalog`), so nothing else in the slot is touched. */
const OWN_DECISION = /:decision:([^:]+)(:feedback)?$/;

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
   * noise. Walks all keys of the store, which blocks nobody. What comes in meanwhile or later finds no consent and no
   * decision that it could answer, so nothing of it is kept; what was on its way is met by another walk.
   * @returns how many keys were deleted.
   */
  async erase(owner: Owner): Promise<number> {
    let erased = 0;
    for (let walk = 0; walk < MOST_WALKS; walk += 1) {
      const found = await this.eraseOnce(owner);
      erased += found;
      if (found === 0) break;
    }
    return erased;
  }

  /** In this order: without consents nothing is kept anew, and without records nobody makes a new secret. */
  private async eraseOnce(owner: Owner): Promise<number> {
    let erased = await this.store.run((redis) => redis.unlink(...namedKeys(owner)));
    await this.decisionLog.forget(owner);
    erased += await this.eraseDecisions(owner);
    return erased + (await this.logKeys.destroy(owner));
  }

  private async eraseDecisions(owner: Owner): Promise<number> {
    let erased = 0;
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

/** All of one slot, so they go in one step. */
function namedKeys(owner: Owner): string[] {
  const named = [keys.consents, keys.consentLedger, keys.attributes, keys.history, keys.contacts, keys.context];
  return [...named, keys.trail, keys.seq, keys.inbox, keys.events].map((key) => key(owner));
}

function withPointer(owner: Owner, key: string): string[] {
  const [own, decisionId, feedback] = OWN_DECISION.exec(key) ?? [];
  if (!own) return [];
  return feedback ? [key] : [key, keys.decisionCustomer(owner.tenant, decisionId as DecisionId)];
}
