import { Injectable } from '@nestjs/common';
import type { ModelHistory } from '../contract/model-evidence.js';
import { MODEL_NAME } from '../contract/models.js';
import { countsOf } from '../core/rollout/trial-fields.js';
import { upliftOf } from '../core/rollout/uplift.js';
import type { TenantId } from '../core/types/ids.js';
import { TrialRepository } from '../state/trial.repository.js';
import { RegistryRepository } from './registry.repository.js';

const MOST_ENTRIES = 1_000;

/** What the log foretold of a version, and what came true when it decided for some of the customers. */
@Injectable()
export class VersionHistory {
  constructor(
    private readonly registry: RegistryRepository,
    private readonly trials: TrialRepository,
  ) {}

  async read(tenant: TenantId, version: string): Promise<ModelHistory> {
    const evaluations = await this.registry.evaluations(tenant, MODEL_NAME, version);
    const entries = await this.registry.audit(tenant, MODEL_NAME, undefined, MOST_ENTRIES);
    const own = entries.filter((entry) => entry.version === version);
    const names = [...new Set(own.flatMap(({ action, trial }) => (action === 'challenge' && trial ? [trial] : [])))];
    const trials = await Promise.all(
      names.map(async (trial) => ({ trial, ...upliftOf(countsOf(await this.trials.read(tenant, trial))) })),
    );
    return { version, evaluations, trials, changes: own };
  }
}
