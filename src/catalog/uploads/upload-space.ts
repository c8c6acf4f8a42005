import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import type { Business } from '../../platform/config/business.js';
import { BUSINESS } from '../../platform/tokens.js';
import { keys, LIFETIMES } from '../../state/keys.js';
import { StateStore } from '../../state/state-store.js';

const MEGABYTE = 1024 ** 2;
/** To look costs Redis some ms where there are thousands of files: whoever asks within this time is told the same. */
const KNOWN_MS = 1_000;
const MOST_TENANTS = 1_000;

interface Known {
  readonly atMs: number;
  readonly bytes: Promise<number>;
}

/** How much of Redis the uploads and versions of a tenant take, and which files are on their way in. */
@Injectable()
export class UploadSpace {
  readonly #known = new Map<TenantId, Known>();

  constructor(
    private readonly store: StateStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {}

  /** A file begins to come, under the name of its draft. */
  async enter(tenant: TenantId, draft: string): Promise<void> {
    const key = keys.catalogComing(tenant);
    const now = Date.now();
    await this.store.run((redis) =>
      redis
        .multi()
        .zremrangebyscore(key, '-inf', now)
        .zadd(key, now + this.business.limits.http.uploadSeconds * 1000, draft)
        .pexpire(key, LIFETIMES.comingMs)
        .exec(),
    );
  }

  /** How many are on their way that began to come before this one: of several that begin at once, each has its own place. */
  async ahead(tenant: TenantId, draft: string): Promise<number> {
    return (await this.store.run((redis) => redis.zrank(keys.catalogComing(tenant), draft))) ?? 0;
  }

  /** It has come, or never will. Where that cannot be noted, it counts until the time for it is over. */
  async leave(tenant: TenantId, draft: string): Promise<void> {
    await this.store.run((redis) => redis.zrem(keys.catalogComing(tenant), draft)).catch(() => undefined);
  }

  /**
   * @param newlyLooked what was found within the last second does not do: so much has come since.
   * @throws Refused SPACE_FULL when the tenant keeps as much as it may.
   */
  async refuseFull(tenant: TenantId, newlyLooked = false): Promise<void> {
    if (newlyLooked) this.#known.delete(tenant);
    const { keptMegabytes } = this.business.limits.catalog;
    const kept = (await this.kept(tenant)) / MEGABYTE;
    if (kept < keptMegabytes) return;
    const told = `Uploads and versions take ${Math.ceil(kept)} MB, and ${keptMegabytes} MB may be kept`;
    throw new Refused('SPACE_FULL', `${told}: DELETE uploads that are not needed any more`);
  }

  private kept(tenant: TenantId): Promise<number> {
    const now = performance.now();
    const known = this.#known.get(tenant);
    if (known && now - known.atMs < KNOWN_MS) return known.bytes;
    if (this.#known.size >= MOST_TENANTS) this.#known.clear();
    const bytes = this.measure(tenant);
    this.#known.set(tenant, { atMs: now, bytes });
    bytes.catch(() => this.#known.delete(tenant));
    return bytes;
  }

  private async measure(tenant: TenantId): Promise<number> {
    const [uploads, versions, coming] = await Promise.all([
      this.store.run((redis) => redis.zrange(keys.catalogUploads(tenant), '0', '-1')),
      this.store.run((redis) => redis.hkeys(keys.catalogVersions(tenant))),
      this.store.run((redis) => redis.zrange(keys.catalogComing(tenant), '0', '-1')),
    ]);
    const names = [
      ...uploads.flatMap((id) => [
        keys.catalogUploadFile(tenant, id),
        keys.catalogUploadBack(tenant, id),
        keys.catalogUploadReport(tenant, id),
      ]),
      ...versions.map((version) => keys.catalogVersion(tenant, version)),
      ...coming.map((draft) => keys.catalogUploadFile(tenant, draft)),
    ];
    const sizes = await this.store.run((redis) => Promise.all(names.map((name) => redis.memory('USAGE', name))));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }
}
