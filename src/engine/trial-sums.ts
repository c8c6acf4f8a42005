import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { TrialRepository } from '../state/trial.repository.js';

const TELL_EVERY_MS = 500;

/** What this process counts for trials, told to all of them together twice a second. */
@Injectable()
export class TrialSums implements OnApplicationShutdown {
  #sums = new Map<string, Map<string, number>>();
  #telling?: NodeJS.Timeout;

  constructor(
    private readonly trials: TrialRepository,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  add(tenant: TenantId, trial: string, field: string, amount: number): void {
    const key = `${tenant} ${trial}`;
    let sums = this.#sums.get(key);
    if (!sums) this.#sums.set(key, (sums = new Map<string, number>()));
    sums.set(field, (sums.get(field) ?? 0) + amount);
    this.#telling ??= setTimeout(() => void this.tell(), TELL_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#telling);
    await this.tell();
  }

  private async tell(): Promise<void> {
    const all = this.#sums;
    this.#sums = new Map();
    this.#telling = undefined;
    for (const [key, sums] of all) {
      const [tenant, trial] = key.split(' ') as [TenantId, string];
      await this.trials.add(tenant, trial, sums).catch((error: Error) => {
        // It is missing of both arms alike.
        this.log.warn({ trial, reason: error.message }, 'what was counted for a trial is lost');
      });
    }
  }
}
