import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { seenAs, type DatedCounts, type Sight } from '../core/learning/counts.js';
import type { OfferId, TenantId } from '../core/types/ids.js';
import type { Business } from '../platform/config/business.js';
import type { Logger } from '../platform/log.js';
import { BUSINESS, LOG } from '../platform/tokens.js';
import { keys } from './keys.js';
import { StateStore } from './state-store.js';

/** What was seen in so many milliseconds leaves together. */
const TOGETHER_MS = 100;
const MOST_AT_ONCE = 200;
/** Some five megabytes for each tenant, in Redis and in each process. */
const MOST_NAMES = 50_000;
/** A page is some hundred kilobytes. */
export const PAGE_NAMES = 1_000;

/** An offer as somebody saw it. */
export interface ShownOffer {
  readonly offerId: OfferId;
  readonly treatment: string;
  /** The model that scored it; absent where none did. What a model promised is held against this model alone. */
  readonly model?: string;
  /** P(accept) before what was learnt came in. */
  readonly propensity: number;
}

/** What was counted under a name. */
export interface LearnedEntry extends DatedCounts {
  readonly offerId: string;
  readonly treatment: string;
  readonly model?: string;
}

export interface LearnedPage {
  /** Which table it is of: another one after Redis has lost the last. Empty when there is none. */
  readonly table: string;
  readonly revision: number;
  /** How many names there are in all. */
  readonly names: number;
  readonly entries: readonly LearnedEntry[];
}

type Seen = readonly [name: string, impressions: number, accepts: number, expected: number, at: number];

/**
 * What customers did with each offer and treatment, summed over all of them. Every process adds to it and reads on from
 * where it was. What was seen within the last tenth of a second is lost with the process: it moves estimates, no more.
 */
@Injectable()
export class LearningRepository implements BeforeApplicationShutdown {
  #unsent = new Map<TenantId, Seen[]>();
  #sending?: NodeJS.Timeout;

  constructor(
    private readonly store: StateStore,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Takes in what an event was the first to tell of a delivery. */
  note(tenant: TenantId, shown: ShownOffer, sight: Sight, at: number): void {
    if (!sight.isFirst && !sight.isAccepted) return;
    const { impressions, accepts, expected } = seenAs(sight, shown.propensity, at);
    const seen: Seen = [nameOf(shown), impressions, accepts, expected, at];
    const unsent = this.#unsent.get(tenant);
    if (unsent) unsent.push(seen);
    else this.#unsent.set(tenant, [seen]);
    this.#sending ??= setTimeout(() => void this.send(), TOGETHER_MS);
  }

  /** @param revision up to which the reader knows the table. */
  async follow(tenant: TenantId, table: string, revision: number): Promise<LearnedPage> {
    const [now, readUpTo, names, ...told] = await this.store.run((redis) =>
      redis.followLearning(keys.learningCounts(tenant), keys.learningMoves(tenant), table, revision, PAGE_NAMES),
    );
    const entries: LearnedEntry[] = [];
    for (let i = 0; i < told.length; i += 2) {
      const entry = toEntry(told[i]!, told[i + 1]!);
      if (entry) entries.push(entry);
    }
    return { table: now, revision: readUpTo, names, entries };
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.#sending);
    await this.send();
  }

  private async send(): Promise<void> {
    const unsent = this.#unsent;
    this.#unsent = new Map();
    this.#sending = undefined;
    for (const [tenant, seen] of unsent) {
      for (let from = 0; from < seen.length; from += MOST_AT_ONCE)
        await this.add(tenant, seen.slice(from, from + MOST_AT_ONCE));
    }
  }

  /** Once: what may have arrived is not sent again. */
  private async add(tenant: TenantId, seen: readonly Seen[]): Promise<void> {
    const { halfLifeMs } = this.business.policy.learning;
    const [counts, moves] = [keys.learningCounts(tenant), keys.learningMoves(tenant)];
    await this.store
      .run((redis) => redis.moveLearning(counts, moves, randomUUID(), halfLifeMs, MOST_NAMES, JSON.stringify(seen)))
      .catch(() => this.log.warn({ events: seen.length }, 'what was seen of offers could not be learnt from'));
  }
}

/** Ids have no blanks. */
function nameOf({ offerId, treatment, model }: ShownOffer): string {
  return `${offerId} ${treatment} ${model ?? ''}`;
}

/** Nothing when it is none of ours. */
function toEntry(name: string, text: string): LearnedEntry | undefined {
  const [offerId, treatment, model] = name.split(' ');
  const [impressions, accepts, expected, at] = text.split(' ').map(Number) as [number, number, number, number];
  const isSound = impressions >= 0 && accepts >= 0 && expected >= 0 && at > 0;
  if (!offerId || !treatment || !isSound) return undefined;
  return { offerId, treatment, model: model || undefined, impressions, accepts, expected, at };
}
