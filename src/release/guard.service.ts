import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { GUARDS, readGuards, type Guard, type GuardReading } from '../core/rollout/guardrails.js';
import { dueShare, type Challenger } from '../core/rollout/release.js';
import { countsOf } from '../core/rollout/trial-fields.js';
import type { TenantId } from '../core/types/ids.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import type { Logger } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import { BUSINESS, CLOCK, LOG } from '../platform/tokens.js';
import { TrialRepository } from '../state/trial.repository.js';
import { RegistryRepository } from './registry.repository.js';
import { ReleaseService } from './release.service.js';

const LOOK_EVERY_MS = 1_000;

/**
 * Looks after challengers: takes back those that break a guardrail, and lets those grow that have stood their time. Every
 * engine process does so; the release changes in one step, so that only the first of them changes it.
 */
@Injectable()
export class GuardService implements OnApplicationShutdown {
  readonly #takenBack: Record<Guard, Tally>;
  #looking?: NodeJS.Timeout;
  #isClosed = false;

  constructor(
    private readonly registry: RegistryRepository,
    private readonly releases: ReleaseService,
    private readonly trials: TrialRepository,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.#takenBack = metrics.tallies('proxima_model_taken_back_total', 'Challengers that broke a guardrail', [
      'guard',
      GUARDS,
    ]);
  }

  start(): void {
    if (this.#isClosed) return;
    this.#looking = setTimeout(() => void this.look().then(() => this.start()), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  /** How a challenger stands. */
  async readings(tenant: TenantId, { trial }: Challenger): Promise<readonly GuardReading[]> {
    return readGuards(countsOf(await this.trials.read(tenant, trial)), this.business.release.guardrails);
  }

  onApplicationShutdown(): void {
    this.#isClosed = true;
    clearTimeout(this.#looking);
  }

  private async look(): Promise<void> {
    // Without Redis nobody decides either; the next look comes in a second.
    const tenants = await this.registry.tenants().catch(() => []);
    for (const tenant of tenants) {
      await this.lookAfter(tenant).catch((error: unknown) => {
        if (!(error instanceof Refused))
          this.log.error({ tenant, err: error }, 'challengers could not be looked after');
      });
    }
  }

  private async lookAfter(tenant: TenantId): Promise<void> {
    const { revision, challengers } = await this.releases.current(tenant);
    // Each change makes another release; what is left to do waits for the next look. First of all, whoever does harm goes.
    for (const challenger of challengers) {
      const broken = (await this.readings(tenant, challenger)).find(({ isBroken }) => isBroken);
      if (broken && (await this.takeBack(tenant, challenger, broken, revision))) return;
    }
    for (const challenger of challengers) if (await this.grow(tenant, challenger, revision)) return;
  }

  private async takeBack(
    tenant: TenantId,
    { alias }: Challenger,
    { guard, told, eValue }: GuardReading,
    expected: number,
  ): Promise<boolean> {
    const reason = `${guard}: ${told} (e-value ${eValue.toPrecision(3)})`;
    return this.attempt(async () => {
      await this.releases.withdraw(tenant, alias, { by: 'guardrails', expected }, reason);
      this.#takenBack[guard].add();
    });
  }

  private async grow(tenant: TenantId, challenger: Challenger, expected: number): Promise<boolean> {
    const { version, override } = challenger;
    const share = dueShare(challenger, this.clock.now());
    if (share === undefined) return false;
    const by = { by: 'ramp', expected };
    if (share < 100) return this.attempt(() => this.releases.ramp(tenant, challenger, share, by));
    return this.attempt(() => this.releases.promote(tenant, { version, override }, by));
  }

  /** Whether it was done. Where somebody was faster, or a gate or want of room holds the ramp, the next look tries again. */
  private async attempt(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }
}
