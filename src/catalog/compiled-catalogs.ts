import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { compileCatalog } from './compile-catalog.js';
import { KeptCatalogs } from './kept-catalogs.js';
import { loadCatalog } from './load-catalog.js';
import type { ServingCatalog } from './serving/serving-catalog.js';
import { VersionRepository } from './version.repository.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** Who asks for past decisions names their versions: most of them are gone. */
const MOST_FAILURES = 1_000;

/** What serves where nothing was ever published. */
export const EMPTY: Catalog = compileCatalog({ zones: [], offers: [] }, 'empty');

/** A version that could not be loaded, and when to try again. */
interface Failure {
  readonly at: number;
  readonly waitMs: number;
}

/** Versions in the form that serves decisions: the newest that were asked for. */
@Injectable()
export class CompiledCatalogs {
  readonly #kept = new KeptCatalogs();
  readonly #loading = new Map<string, Promise<Catalog | undefined>>();
  readonly #failures = new Map<string, Failure>();
  /** One after the other: each may take the memory of a million offers. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly versions: VersionRepository,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Without waiting, if it is there. */
  known(tenant: TenantId, version: string): Catalog | undefined {
    return version === EMPTY.version ? EMPTY : this.#kept.get(`${tenant} ${version}`);
  }

  /** @returns `undefined` when the version is gone or broken, or failed a moment ago. */
  find(tenant: TenantId, version: string): Promise<Catalog | undefined> {
    const known = this.known(tenant, version);
    if (known) return Promise.resolve(known);
    const key = `${tenant} ${version}`;
    const failure = this.#failures.get(key);
    if (failure && performance.now() - failure.at < failure.waitMs) return Promise.resolve(undefined);
    const loading = this.#loading.get(key) ?? this.load(tenant, version, key);
    this.#loading.set(key, loading);
    return loading;
  }

  private async load(tenant: TenantId, version: string, key: string): Promise<Catalog | undefined> {
    const before = this.#last;
    const reading = before.then(() => this.read(tenant, version, key));
    this.#last = reading.catch(() => undefined);
    try {
      const catalog = await reading;
      if (catalog) this.#kept.keep(key, catalog);
      return catalog;
    } finally {
      this.#loading.delete(key);
    }
  }

  /** Nothing for what cannot be read: what stands in the store may have been broken by anybody, and threads may fail. */
  private async read(tenant: TenantId, version: string, key: string): Promise<ServingCatalog | undefined> {
    const catalog = await loadCatalog(this.versions, tenant, version).catch((error: Error) => {
      if (error instanceof Refused) throw error;
      this.log.error({ version, err: error }, 'a kept catalog cannot be made ready; it is tried again');
      return undefined;
    });
    if (catalog) this.#failures.delete(key);
    else this.failed(key);
    return catalog;
  }

  /** To try costs as much as to succeed: of a large one, all of a core for twenty seconds. */
  private failed(key: string): void {
    const waitMs = Math.min(2 * (this.#failures.get(key)?.waitMs ?? FIRST_WAIT_MS / 2), LONGEST_WAIT_MS);
    if (this.#failures.size >= MOST_FAILURES) this.#failures.clear();
    this.#failures.set(key, { at: performance.now(), waitMs });
  }
}
