import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Prepared, Scores } from '../core/types/decision.js';
import type { TenantId } from '../core/types/ids.js';
import type { LearnedRows } from '../core/types/learned.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import type { Scorer } from '../scoring/scorer.js';
import { LearningRepository, PAGE_NAMES } from '../state/learning.repository.js';
import { CatalogPort } from './catalog.port.js';
import { LearningTable } from './learning-table.js';

const FOLLOW_MS = 500;

/**
 * What customers did with the offers of late, at hand for every decision: a copy of what all processes have counted, half
 * a second behind. Without Redis it stays as it was; when Redis comes back empty, nothing is known any more.
 */
@Injectable()
export class LearningService implements OnModuleInit, OnApplicationShutdown {
  readonly #tables = new Map<TenantId, LearningTable>();
  readonly #reading = new Set<TenantId>();
  #timer?: NodeJS.Timeout;

  constructor(
    private readonly learning: LearningRepository,
    private readonly catalogs: CatalogPort,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** A tenant is followed from its first catalog on. */
  onModuleInit(): void {
    this.catalogs.whenServing((tenant) => {
      if (this.#tables.has(tenant)) return;
      this.#tables.set(tenant, new LearningTable());
      this.followQuietly(tenant);
    });
    this.#timer = setInterval(() => {
      for (const tenant of this.#tables.keys()) this.followQuietly(tenant);
    }, FOLLOW_MS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** For each of the offers that are scored, in the form in which the record keeps it; nothing when nothing is known. */
  about(
    prepared: Prepared,
    scores: Scores | undefined,
    scorer: Pick<Scorer, 'version' | 'priors'>,
  ): LearnedRows | undefined {
    const table = this.#tables.get(prepared.stage.input.owner.tenant);
    return table && table.names > 0 ? table.rowsFor(prepared, scores, scorer) : undefined;
  }

  private followQuietly(tenant: TenantId): void {
    if (this.#reading.has(tenant)) return;
    this.#reading.add(tenant);
    this.follow(tenant)
      .catch((error: Error) => this.log.debug({ reason: error.message }, 'what was learnt cannot be read'))
      .finally(() => this.#reading.delete(tenant));
  }

  /** Reads on; from the beginning in a table of another name, or when names have gone from this one. */
  private async follow(tenant: TenantId): Promise<void> {
    let table = this.#tables.get(tenant)!;
    for (let isFresh = false; ;) {
      const page = await this.learning.follow(tenant, table.name, table.revision);
      if (page.table !== table.name || page.revision < table.revision) {
        table = new LearningTable(page.table);
        isFresh = true;
      }
      table.take(page);
      if (page.entries.length === PAGE_NAMES) continue;
      if (isFresh || table.names <= page.names) break;
      table = new LearningTable(page.table);
      isFresh = true;
    }
    this.#tables.set(tenant, table);
  }
}
