import { Inject, Injectable } from '@nestjs/common';
import type { ModelRelease } from '../contract/releases.js';
import { challenge, dueShare, type Challenger, type Release } from '../core/rollout/release.js';
import type { TenantId } from '../core/types/ids.js';
import type { Clock } from '../platform/clock.js';
import { CLOCK } from '../platform/tokens.js';
import { MODEL_NAME } from '../contract/models.js';
import { TrialRepository } from '../state/trial.repository.js';
import { GuardService } from './guard.service.js';
import { PromotionGate } from './promotion-gate.js';
import { ReleaseService } from './release.service.js';
import { tellRelease } from './tell-release.js';

/** A release with what its challengers and shadows have done so far. */
@Injectable()
export class ReleaseReport {
  constructor(
    private readonly releases: ReleaseService,
    private readonly guards: GuardService,
    private readonly trials: TrialRepository,
    private readonly gate: PromotionGate,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(tenant: TenantId): Promise<ModelRelease> {
    const release = await this.releases.current(tenant);
    const [guards, waits, shadows] = await Promise.all([
      Promise.all(
        release.challengers.map(async (one) => [one.alias, await this.guards.readings(tenant, one)] as const),
      ),
      Promise.all(
        release.challengers.map(async (one) => [one.alias, await this.waitOf(tenant, release, one)] as const),
      ),
      Promise.all(
        release.shadows.map(async ({ alias, trial }) => [alias, await this.trials.read(tenant, trial)] as const),
      ),
    ]);
    return tellRelease(MODEL_NAME, release, {
      guards: new Map(guards),
      waits: new Map(waits),
      shadows: new Map(shadows),
    });
  }

  /** What holds up the ramp of a challenger whose time has come. */
  private async waitOf(tenant: TenantId, release: Release, challenger: Challenger): Promise<string | undefined> {
    const { alias, version, override } = challenger;
    const now = this.clock.now();
    const share = dueShare(challenger, now);
    if (share === undefined) return undefined;
    const refusal = await this.releases.refusalOf(tenant, version);
    if (refusal) return refusal.message;
    if (share < 100) {
      const next = challenge(release, { alias, version, share, now });
      return next === 'NO_ROOM' ? `The other challengers leave no room for ${share} %` : undefined;
    }
    if (override !== undefined) return undefined;
    const { isOpen, told } = await this.gate.judge(tenant, version);
    return isOpen ? undefined : told;
  }
}
