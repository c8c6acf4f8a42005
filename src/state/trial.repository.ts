import { Injectable } from '@nestjs/common';
import type { Owner, TenantId } from '../core/types/ids.js';
import { keys, LIFETIMES } from './keys.js';
import { StateStore } from './state-store.js';

/** What was counted for versions that are tried out: sums by field, over all processes. */
@Injectable()
export class TrialRepository {
  constructor(private readonly store: StateStore) {}

  async add(tenant: TenantId, trial: string, sums: ReadonlyMap<string, number>): Promise<void> {
    const key = keys.trial(tenant, trial);
    await this.store.run((redis) => {
      const commands = [...sums].map(([field, sum]) => redis.hincrbyfloat(key, field, sum));
      return Promise.all([...commands, redis.pexpire(key, LIFETIMES.trialMs)]);
    });
  }

  /** A customer is counted once in a trial. */
  async countOnce(owner: Owner, trial: string, what: 'accepts' | 'opt-outs', field: string): Promise<void> {
    const { tenant, customer } = owner;
    await this.store.run((redis) =>
      redis.countOnce(
        keys.trialCounted(tenant, trial, what),
        keys.trial(tenant, trial),
        customer,
        field,
        LIFETIMES.trialMs,
      ),
    );
  }

  async read(tenant: TenantId, trial: string): Promise<ReadonlyMap<string, number>> {
    const all = await this.store.run((redis) => redis.hgetall(keys.trial(tenant, trial)));
    return new Map(Object.entries(all).map(([field, text]) => [field, Number(text)]));
  }
}
