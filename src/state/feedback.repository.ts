import { Injectable } from '@nestjs/common';
import type { Sight } from '../core/learning/counts.js';
import type { HistoryChange } from '../core/outcome/history-changes.js';
import type { DecisionId, Owner } from '../core/types/ids.js';
import { keys, LIFETIMES } from './keys.js';
import { StateStore } from './state-store.js';

export interface RecordedEvent {
  readonly eventId: string;
  readonly at: number;
  readonly changes: readonly HistoryChange[];
  /** The decision that it answers, and the line to keep with it. */
  readonly decisionId?: DecisionId;
  readonly line?: object;
  /** What may count only once beyond the event's own id. */
  readonly onceId?: string;
}

export interface Applied {
  /** `gone` when the decision that it answers is not kept any more. */
  readonly status: 'recorded' | 'duplicate' | 'gone';
  /** What it is the first to tell of its delivery. */
  readonly sight: Sight;
}

const NO_SIGHT: Sight = { isFirst: false, isAccepted: false };

/** What came of decisions. */
@Injectable()
export class FeedbackRepository {
  constructor(private readonly store: StateStore) {}

  /** The client's ack: once for each push by its nature, and no event of the customer's. */
  async noteDelivered(owner: Owner, decisionId: DecisionId, line: object): Promise<void> {
    const key = keys.decisionFeedback(owner, decisionId);
    await this.store.run(async (redis) => {
      // Plain commands in one packet: a script would cost more than all of a push's other work for Redis.
      const [, , isKept] = await Promise.all([
        redis.rpush(key, JSON.stringify(line)),
        redis.pexpire(key, LIFETIMES.decisionMs),
        redis.exists(keys.decision(owner, decisionId)),
      ]);
      // Of a customer who was erased in between nothing is to stay.
      if (isKept === 0) await redis.unlink(key);
    });
  }

  async apply(
    owner: Owner,
    { eventId, at, changes, decisionId, line, onceId }: RecordedEvent,
    now: number,
  ): Promise<Applied> {
    const answered = decisionId ?? ('none' as DecisionId);
    const result = await this.store.run((redis) =>
      redis.applyFeedback(
        keys.events(owner),
        keys.consents(owner),
        keys.history(owner),
        keys.decisionFeedback(owner, answered),
        keys.decision(owner, answered),
        eventId,
        at,
        now - LIFETIMES.decisionMs,
        LIFETIMES.decisionMs,
        JSON.stringify(changes),
        line && decisionId ? JSON.stringify(line) : '',
        onceId ?? '',
      ),
    );
    if (result <= 0) return { status: result < 0 ? 'gone' : 'duplicate', sight: NO_SIGHT };
    return { status: 'recorded', sight: { isFirst: (result & 2) !== 0, isAccepted: (result & 4) !== 0 } };
  }
}
