import { Inject, Injectable } from '@nestjs/common';
import type { CatalogFile } from '../contract/catalog.js';
import { Refused } from '../contract/errors.js';
import type { TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { compileCatalog } from './compile-catalog.js';
import { loadVersion } from './load-version.js';
import { VersionRepository } from './version.repository.js';

const MOST_KEPT = 8;

/** What serves where nothing was ever published. */
export const EMPTY = compileCatalog({ zones: [], offers: [] }, 'empty');

/** Versions in the form that serves decisions: the newest that were asked for. */
@Injectable()
export class CompiledCatalogs {
  readonly #kept = new Map<string, Catalog>();
  readonly #loading = new Map<string, Promise<Catalog | undefined>>();

  constructor(
    private readonly versions: VersionRepository,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Without waiting, if it is there. */
  known(tenant: TenantId, version: string): Catalog | undefined {
    return version === EMPTY.version ? EMPTY : this.#kept.get(`${tenant} ${version}`);
  }

  /** @returns `undefined` when the version is gone or broken. */
  find(tenant: TenantId, version: string): Promise<Catalog | undefined> {
    const known = this.known(tenant, version);
    if (known) return Promise.resolve(known);
    const key = `${tenant} ${version}`;
    const loading = this.#loading.get(key) ?? this.load(tenant, version, key);
    this.#loading.set(key, loading);
    return loading;
  }

  private async load(tenant: TenantId, version: string, key: string): Promise<Catalog | undefined> {
    try {
      const file = await this.read(tenant, version);
      if (!file) return undefined;
      const catalog = compileCatalog(file, version);
      this.#kept.set(key, catalog);
      const oldest = this.#kept.keys().next().value;
      if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
      return catalog;
    } finally {
      this.#loading.delete(key);
    }
  }

  /** Nothing for what cannot be read: what stands in the store may have been broken by anybody. */
  private async read(tenant: TenantId, version: string): Promise<CatalogFile | undefined> {
    try {
      return await loadVersion(this.versions, tenant, version);
    } catch (error) {
      if (error instanceof Refused) throw error;
      this.log.error({ version, err: error }, 'a kept catalog cannot be read');
      return undefined;
    }
  }
}
