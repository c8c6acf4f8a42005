import { Injectable } from '@nestjs/common';
import type { ModelRelease } from '../contract/models.js';
import type { TenantId } from '../core/types/ids.js';
import { MODEL_NAME } from '../contract/models.js';
import { TrialRepository } from '../state/trial.repository.js';
import { GuardService } from './guard.service.js';
import { ReleaseService } from './release.service.js';
import { tellRelease } from './tell-release.js';

/** A release with what its challengers and shadows have done so far. */
@Injectable()
export class ReleaseReport {
  constructor(
    private readonly releases: ReleaseService,
    private readonly guards: GuardService,
    private readonly trials: TrialRepository,
  ) {}

  async read(tenant: TenantId): Promise<ModelRelease> {
    const release = await this.releases.current(tenant);
    const [guards, shadows] = await Promise.all([
      Promise.all(
        release.challengers.map(async (one) => [one.alias, await this.guards.readings(tenant, one)] as const),
      ),
      Promise.all(
        release.shadows.map(async ({ alias, trial }) => [alias, await this.trials.read(tenant, trial)] as const),
      ),
    ]);
    return tellRelease(MODEL_NAME, release, { guards: new Map(guards), shadows: new Map(shadows) });
  }
}
