import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import { CatalogPort } from '../engine/catalog.port.js';
import type { Business } from '../platform/config/business.js';
import type { Settings } from '../platform/config/settings.js';
import type { Logger } from '../platform/log.js';
import { BUSINESS, LOG, SETTINGS } from '../platform/tokens.js';
import { CatalogRepository } from './catalog.repository.js';
import { checkCatalog, checkKept, type CatalogProblem } from './check-catalog.js';
import { compileCatalog } from './compile-catalog.js';
import { configuredFields } from './rule-language/rule-fields.js';

const DEFAULT_TENANT = 'default' as TenantId;
const EMPTY = compileCatalog({ zones: [], offers: [] }, 'empty');
const WATCH_MS = 500;
const KEPT_VERSIONS = 8;

/** Why the last version goes on serving: the pointer is gone, or what it names is missing or broken. */
export type CatalogTrouble = 'CATALOG_MISSING' | 'CATALOG_BROKEN';

export class CatalogFault extends Error {
  constructor(readonly problems: readonly CatalogProblem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
}

/** The versioned loader: files come in checked and kept by content hash, and one pointer says which of them serves. */
@Injectable()
export class CatalogService extends CatalogPort implements OnApplicationShutdown {
  readonly #serving = new Map<TenantId, Catalog>();
  readonly #compiled = new Map<string, Catalog>();
  readonly #loading = new Map<string, Promise<Catalog | undefined>>();
  /** Tenants that are not served what the pointer says, and why. */
  readonly #faults = new Map<TenantId, CatalogTrouble>();
  readonly #listeners: ((tenant: TenantId, catalog: Catalog) => void)[] = [];
  #watch?: NodeJS.Timeout;

  constructor(
    private readonly repository: CatalogRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    super();
  }

  /** Seeds an empty system with the file of PROXIMA_CATALOG, then follows the pointer. */
  async start(): Promise<void> {
    await this.seed();
    await this.follow(DEFAULT_TENANT);
    this.#watch = setInterval(() => void this.followAll(), WATCH_MS);
    this.#watch.unref();
  }

  /** What readiness has to tell of the catalogs. */
  faults(): CatalogTrouble[] {
    return [...new Set(this.#faults.values())];
  }

  /**
   * Checks and keeps a catalog. The version is the hash of the content: the same file is the same version.
   * @throws CatalogFault with all problems; nothing is kept then.
   */
  async add(tenant: TenantId, json: unknown): Promise<string> {
    const checked = checkCatalog(json, configuredFields(this.business));
    if (!checked.ok) throw new CatalogFault(checked.problems);
    const text = JSON.stringify(json);
    const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
    await this.repository.keep(tenant, version, text);
    return version;
  }

  /** Lets a version serve, from the next decision on. */
  async publish(tenant: TenantId, version: string): Promise<void> {
    await this.repository.point(tenant, version, { onlyIfNone: false });
    await this.follow(tenant);
  }

  override async current(tenant: TenantId): Promise<Catalog> {
    return this.#serving.get(tenant) ?? this.follow(tenant);
  }

  override whenServing(listener: (tenant: TenantId, catalog: Catalog) => void): void {
    this.#listeners.push(listener);
  }

  override version(tenant: TenantId, version: string): Promise<Catalog | undefined> {
    const key = `${tenant} ${version}`;
    const known = this.#compiled.get(key);
    if (known) return Promise.resolve(known);
    const loading = this.#loading.get(key) ?? this.load(tenant, version, key);
    this.#loading.set(key, loading);
    return loading;
  }

  onApplicationShutdown(): void {
    clearInterval(this.#watch);
  }

  private seedAgain(): Promise<boolean> {
    return this.seed().catch((error: Error) => {
      this.log.debug({ reason: error.message }, 'the catalog cannot be seeded again');
      return false;
    });
  }

  /** @returns whether there is a file to seed from. */
  private async seed(): Promise<boolean> {
    const path = this.settings.PROXIMA_CATALOG;
    if (!path) return false;
    const version = await this.add(DEFAULT_TENANT, await readJson(path));
    await this.repository.point(DEFAULT_TENANT, version, { onlyIfNone: true });
    return true;
  }

  private async load(tenant: TenantId, version: string, key: string): Promise<Catalog | undefined> {
    try {
      if (version === EMPTY.version) return EMPTY;
      const text = await this.repository.load(tenant, version);
      const checked = text === undefined ? undefined : checkKept(parsed(text));
      if (!checked?.ok) return undefined;
      const catalog = compileCatalog(checked.file, version);
      this.#compiled.set(key, catalog);
      const oldest = this.#compiled.keys().next().value;
      if (this.#compiled.size > KEPT_VERSIONS && oldest !== undefined) this.#compiled.delete(oldest);
      return catalog;
    } finally {
      this.#loading.delete(key);
    }
  }

  private async follow(tenant: TenantId): Promise<Catalog> {
    const named = await this.repository.currentVersion(tenant);
    const serving = this.#serving.get(tenant);
    // A system that came back empty must not silence everybody: what served goes on.
    if (named === undefined && serving && serving !== EMPTY) return this.goOn(tenant, serving, 'CATALOG_MISSING');
    const version = named ?? EMPTY.version;
    const catalog = serving?.version === version ? serving : await this.version(tenant, version);
    if (!catalog) return this.goOn(tenant, serving ?? EMPTY, 'CATALOG_BROKEN');
    this.#faults.delete(tenant);
    if (catalog === serving) return serving;
    this.#serving.set(tenant, catalog);
    this.log.info({ version, offers: catalog.offers.length, zones: catalog.zones.length }, 'catalog serves');
    for (const listener of this.#listeners) listener(tenant, catalog);
    return catalog;
  }

  /** Keeps the last version, tells it once, and seeds anew a system that has lost everything. */
  private async goOn(tenant: TenantId, serving: Catalog, trouble: CatalogTrouble): Promise<Catalog> {
    this.#serving.set(tenant, serving);
    if (this.#faults.get(tenant) !== trouble) {
      this.#faults.set(tenant, trouble);
      this.log.error({ trouble, serving: serving.version }, 'the catalog cannot be followed; the last one goes on');
    }
    const isSeeded = trouble === 'CATALOG_MISSING' && tenant === DEFAULT_TENANT && (await this.seedAgain());
    return isSeeded ? this.follow(tenant) : serving;
  }

  private async followAll(): Promise<void> {
    for (const tenant of this.#serving.keys()) {
      // Without Redis the last version goes on; that Redis is away is told by its own watch.
      await this.follow(tenant).catch((error: Error) =>
        this.log.debug({ reason: error.message }, 'no catalog pointer'),
      );
    }
  }
}

/** Nothing for what is no JSON: what stands in the store may have been broken by anybody. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new CatalogFault([
      { path, code: 'UNREADABLE', message: `cannot be read as JSON: ${(error as Error).message}` },
    ]);
  }
}
