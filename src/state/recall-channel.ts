import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { RetractReason } from '../contract/inbox.js';
import type { Owner } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { LOG } from '../platform/tokens.js';
import type { Settled } from './inbox.repository.js';
import { keys } from './keys.js';
import { StateStore } from './state-store.js';

/** Offers of one customer that are to be shown no more. */
export type Recall = {
  readonly owner: Owner;
  readonly reason: RetractReason;
} & (
  | { readonly offers: readonly Settled[] }
  /** Whatever their devices may show, also what the inbox has lost, and each push up to this number. */
  | { readonly offers: 'all'; readonly upTo: number }
);

/** Tells the other processes what is recalled: a customer's devices may be connected to any of them. */
@Injectable()
export class RecallChannel {
  readonly #self = randomUUID();

  constructor(
    private readonly redis: RedisService,
    private readonly store: StateStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async send(recall: Recall): Promise<void> {
    await this.store.run((redis) => redis.publish(keys.recalls(), JSON.stringify([this.#self, recall])));
  }

  /** What other processes send. While Redis is away nothing comes: devices learn it when they resume. */
  listen(onRecall: (recall: Recall) => void): void {
    this.redis.subscribe(keys.recalls(), (text) => {
      const [sender, recall] = parse(text) ?? [];
      if (!recall) return this.log.warn('something that is no recall came over the channel of recalls');
      if (sender !== this.#self) onRecall(recall);
    });
  }
}

function parse(text: string): [string, Recall] | undefined {
  try {
    return JSON.parse(text) as [string, Recall];
  } catch {
    return undefined;
  }
}
