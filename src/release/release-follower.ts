import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { MODEL_NAME } from '../contract/models.js';
import { RegistryRepository } from './registry.repository.js';

/** Who missed the call, for want of Redis, notices after this time. */
const LOOK_EVERY_MS = 2_000;

/** Has this process decide by the releases of all tenants: at the start, and from each change on. */
@Injectable()
export class ReleaseFollower implements OnApplicationShutdown {
  readonly #following = new Map<TenantId, Promise<void>>();
  #looking?: NodeJS.Timeout;
  #isClosed = false;

  constructor(
    private readonly registry: RegistryRepository,
    private readonly scoring: ScoringService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** What cannot be made ready now is told, and tried again. */
  async start(): Promise<void> {
    this.registry.listen((tenant) => void this.follow(tenant));
    await this.followAll();
    this.look();
  }

  /** Resolves when this process decides by what was in force when it was called, or could not be had. */
  async follow(tenant: TenantId): Promise<void> {
    const before = this.#following.get(tenant) ?? Promise.resolve();
    const turn = before.then(() => this.followNow(tenant));
    this.#following.set(tenant, turn);
    await turn;
  }

  onApplicationShutdown(): void {
    this.#isClosed = true;
    clearTimeout(this.#looking);
  }

  private look(): void {
    if (this.#isClosed) return;
    this.#looking = setTimeout(() => void this.followAll().then(() => this.look()), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  private async followAll(): Promise<void> {
    const tenants = await this.registry.tenants().catch(() => []);
    for (const tenant of tenants) await this.follow(tenant);
  }

  private async followNow(tenant: TenantId): Promise<void> {
    try {
      const release = await this.registry.release(tenant, MODEL_NAME);
      if (!release || release.revision === this.scoring.revision(tenant)) return;
      await this.scoring.follow(tenant, release);
      const { revision, champion } = release;
      this.log.info({ tenant, revision, champion }, 'the release is followed');
    } catch (error) {
      this.log.error({ tenant, reason: (error as Error).message }, 'the release cannot be followed; the one before is');
    }
  }
}
