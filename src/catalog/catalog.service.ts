import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import { CatalogPort } from '../engine/catalog.port.js';
import type { Business } from '../platform/config/business.js';
import type { Settings } from '../platform/config/settings.js';
import type { Logger } from '../platform/log.js';
import { BUSINESS, LOG, SETTINGS } from '../platform/tokens.js';
import { CatalogChannel } from '../state/catalog-channel.js';
import { CatalogRepository } from './catalog.repository.js';
import { problemAt, type CatalogProblem } from './catalog-problem.js';
import { checkCatalog } from './check-catalog.js';
import { CompiledCatalogs, EMPTY } from './compiled-catalogs.js';
import { configuredFields } from './rule-language/rule-fields.js';
import { Served, type CatalogTrouble } from './served.js';
import { VersionDraft } from './version-draft.js';
import { VersionRepository } from './version.repository.js';

const DEFAULT_TENANT = 'default' as TenantId;
const WATCH_MS = 500;
/** How often a process says that it lives; it is taken for gone when it has not for a few times as long. */
const BEAT_MS = 2_000;
/** A version that is loaded may have been let go of before it was looked at again. */
const MOST_LOOKS = 3;

export class CatalogFault extends Error {
  constructor(readonly problems: readonly CatalogProblem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
}

/** Follows the pointer that says which kept version serves, for each tenant, and what of it is stopped. */
@Injectable()
export class CatalogService extends CatalogPort implements OnApplicationShutdown {
  /** This process, among those that follow the same catalogs. */
  readonly node = randomUUID();
  readonly #served = new Map<TenantId, Served>();
  readonly #listeners: ((tenant: TenantId, catalog: Catalog) => void)[] = [];
  #watch?: NodeJS.Timeout;

  constructor(
    private readonly repository: CatalogRepository,
    private readonly versions: VersionRepository,
    private readonly compiled: CompiledCatalogs,
    private readonly channel: CatalogChannel,
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
    this.channel.listen((tenant) => {
      if (this.#served.has(tenant)) this.followQuietly(tenant);
    });
    this.#watch = setInterval(() => [...this.#served.keys()].forEach((tenant) => this.followQuietly(tenant)), WATCH_MS);
    this.#watch.unref();
  }

  /** What readiness has to tell of the catalogs. */
  faults(): CatalogTrouble[] {
    return [...new Set([...this.#served.values()].flatMap(({ trouble }) => trouble ?? []))];
  }

  /**
   * Checks and keeps a catalog. The version is the hash of the content: the same file is the same version.
   * @throws CatalogFault with all problems; nothing is kept then.
   */
  async add(tenant: TenantId, json: unknown): Promise<string> {
    const checked = checkCatalog(json, configuredFields(this.business));
    if (!checked.ok) throw new CatalogFault(checked.problems);
    const { offers, ...frame } = checked.file;
    const draft = new VersionDraft(this.versions, tenant, randomUUID(), frame);
    for (const offer of offers) await draft.add(offer);
    return draft.finish();
  }

  /** Lets a version serve, from the next decision on. Other processes follow when they have it ready. */
  async publish(tenant: TenantId, version: string): Promise<void> {
    await this.point(tenant, version, 'publish');
    await this.follow(tenant);
  }

  override async current(tenant: TenantId): Promise<Catalog> {
    const served = this.#served.get(tenant);
    return served ? served.catalog : (await this.follow(tenant)).catalog;
  }

  override serving(tenant: TenantId): Catalog {
    return this.#served.get(tenant)?.catalog ?? EMPTY;
  }

  override stops(tenant: TenantId): ReadonlySet<string> {
    return this.#served.get(tenant)?.stops ?? NOTHING;
  }

  override whenServing(listener: (tenant: TenantId, catalog: Catalog) => void): void {
    this.#listeners.push(listener);
  }

  override version(tenant: TenantId, version: string): Promise<Catalog | undefined> {
    const serving = this.#served.get(tenant)?.catalog;
    return serving?.version === version ? Promise.resolve(serving) : this.compiled.find(tenant, version);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#watch);
    // Who forgets to say goodbye is taken for gone a moment later.
    await Promise.allSettled([...this.#served.keys()].map((tenant) => this.repository.leave(tenant, this.node)));
  }

  private async seedAgain(): Promise<boolean> {
    try {
      return await this.seed();
    } catch (error) {
      this.log.debug({ reason: (error as Error).message }, 'the catalog cannot be seeded again');
      return false;
    }
  }

  /** @returns whether there is a file to seed from. */
  private async seed(): Promise<boolean> {
    const path = this.settings.PROXIMA_CATALOG;
    if (!path) return false;
    const version = await this.add(DEFAULT_TENANT, await readJson(path));
    await this.point(DEFAULT_TENANT, version, 'seed');
    return true;
  }

  private async point(tenant: TenantId, version: string, action: 'publish' | 'seed'): Promise<void> {
    const [at, by] = [new Date().toISOString(), 'engine'];
    const offers = (await this.versions.head(tenant, version))?.offers ?? 0;
    await this.repository.noteOrigin(tenant, version, { by, at, offers, badRows: 0 });
    await this.repository.publish(tenant, { publication: randomUUID(), action, version, by, at });
  }

  private followQuietly(tenant: TenantId): void {
    // Without Redis the last version goes on; that Redis is away is told by its own watch.
    this.follow(tenant).catch((error: Error) => this.log.debug({ reason: error.message }, 'no catalog pointer'));
  }

  private async follow(tenant: TenantId): Promise<Served> {
    for (let looks = 0; ; looks += 1) {
      const { served, missing } = await this.look(tenant);
      if (missing === undefined) return served;
      // What is stopped meanwhile must not wait for this: other looks go on.
      const catalog = missing && looks < MOST_LOOKS ? await this.compiled.find(tenant, missing) : undefined;
      if (!catalog) return this.goOn(tenant, served, missing ? 'CATALOG_BROKEN' : 'CATALOG_MISSING');
    }
  }

  /**
   * One look at what is to serve. Answers come in the order of the questions, so that the last one stands.
   * @returns the version that has to be loaded first, '' when the pointer is gone though something serves.
   */
  private async look(tenant: TenantId): Promise<{ served: Served; missing?: string }> {
    const state = this.#served.get(tenant)?.toTell(BEAT_MS);
    const followed = await this.repository.follow(tenant, this.node, state);
    const served = this.#served.get(tenant) ?? new Served(EMPTY);
    // A system that came back empty must not silence everybody: what served goes on.
    const version = followed.current ?? (served.catalog === EMPTY ? EMPTY.version : '');
    const catalog = version === served.catalog.version ? served.catalog : this.compiled.known(tenant, version);
    const hasOtherStops = served.stop(followed.stops, followed.stopsRevision);
    const hasOtherVersion = catalog !== undefined && served.serve(catalog);
    if (hasOtherVersion) this.tellServing(catalog);
    if (hasOtherVersion || hasOtherStops) for (const listener of this.#listeners) listener(tenant, served.catalog);
    if (catalog) {
      served.trouble = undefined;
      // Not before: whoever asks meanwhile waits for it, and is not told that there is nothing.
      const isFirst = !this.#served.has(tenant);
      this.#served.set(tenant, served);
      // The others are to know of it before the next publication.
      if (isFirst) this.followQuietly(tenant);
    }
    this.makeReady(tenant, followed.wanted, served);
    return { served, missing: catalog ? undefined : version };
  }

  /** Loads what is about to be published, so that it serves at once when the pointer is swapped. */
  private makeReady(tenant: TenantId, wanted: string | undefined, served: Served): void {
    if (wanted === undefined || !served.wants(wanted)) return;
    this.compiled
      .find(tenant, wanted)
      .then((catalog) => served.madeReady(wanted, catalog ? undefined : 'CATALOG_BROKEN'))
      .catch(() => served.madeReady(wanted, 'STATE_UNAVAILABLE'))
      .finally(() => this.followQuietly(tenant));
  }

  private tellServing({ version, offerCount, zoneCount }: Catalog): void {
    this.log.info({ version, offers: offerCount, zones: zoneCount }, 'catalog serves');
  }

  /** Keeps the last version, tells it once, and seeds anew a system that has lost everything. */
  private async goOn(tenant: TenantId, served: Served, trouble: CatalogTrouble): Promise<Served> {
    this.#served.set(tenant, served);
    if (served.trouble !== trouble) {
      served.trouble = trouble;
      const serving = served.catalog.version;
      this.log.error({ trouble, serving }, 'the catalog cannot be followed; the last one goes on');
    }
    const isSeeded = trouble === 'CATALOG_MISSING' && tenant === DEFAULT_TENANT && (await this.seedAgain());
    return isSeeded ? this.follow(tenant) : served;
  }
}

const NOTHING: ReadonlySet<string> = new Set();

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new CatalogFault([problemAt(path, 'UNREADABLE', { about: (error as Error).message })]);
  }
}
