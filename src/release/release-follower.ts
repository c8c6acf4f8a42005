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
  /** Of whom not all that the release names could be made ready, and why. */
  readonly #behind = new Map<TenantId, string>();
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

  /** What readiness tells of it. */
  faults(): readonly string[] {
    return this.#behind.size === 0 ? [] : ['RELEASE_NOT_FOLLOWED'];
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
    // Whom Redis has forgotten is looked after all the same.
    for (const tenant of new Set([...tenants, ...this.#following.keys()])) await this.follow(tenant);
  }

  private async followNow(tenant: TenantId): Promise<void> {
    try {
      const release = await this.registry.release(tenant, MODEL_NAME);
      const followed = this.scoring.revision(tenant);
      if (!release) {
        const reason = followed > 0 ? 'it is gone from Redis' : '';
        return this.noteFaults(tenant, reason, 'there is no release any more; the versions of the last one decide');
      }
      const { revision, champion } = release;
      const isNew = revision !== followed;
      if (!isNew && !this.#behind.has(tenant)) return;
      const faults = await this.scoring.follow(tenant, release);
      if (isNew) this.log.info({ tenant, revision, champion }, 'the release is followed');
      this.noteFaults(tenant, faults.join('; '), 'a version cannot be loaded; the champion decides in its place');
    } catch (error) {
      const words = 'the release cannot be followed; the one before is';
      this.noteFaults(tenant, (error as Error).message, words);
    }
  }

  /** Told once, however often it is tried again. */
  private noteFaults(tenant: TenantId, reason: string, words: string): void {
    if (reason === '') return void this.#behind.delete(tenant);
    if (this.#behind.get(tenant) !== reason) this.log.error({ tenant, reason }, words);
    this.#behind.set(tenant, reason);
  }
}
