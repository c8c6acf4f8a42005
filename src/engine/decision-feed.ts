import { Injectable } from '@nestjs/common';
import type { Decision, Outcome, Situation } from '../core/types/decision.js';
import type { DecisionId, Owner, TenantId } from '../core/types/ids.js';
import type { ReasonCode } from '../core/types/reason.js';
import { TenantFeed } from './tenant-feed.js';

/** What a report was about that needed no decision. */
interface ReportOrder {
  readonly owner: Owner;
  readonly now: number;
  readonly touchpoint: string;
}

/**
 * What the consoles see of the engine, while one watches. Callers ask `isOpen` first: when nobody watches, that is all
 * that a decision pays. Nothing finer than the record has leaves here: the cell is that of the situation, H3 res 9.
 */
@Injectable()
export class DecisionFeed {
  isOpen = false;
  readonly #feeds = new Map<TenantId, TenantFeed>();

  /** From now on these tenants are watched, and no other. */
  watch(tenants: ReadonlySet<TenantId>): void {
    for (const tenant of this.#feeds.keys()) if (!tenants.has(tenant)) this.#feeds.delete(tenant);
    for (const tenant of tenants) if (!this.#feeds.has(tenant)) this.#feeds.set(tenant, new TenantFeed());
    this.isOpen = this.#feeds.size > 0;
  }

  feeds(): Iterable<[TenantId, TenantFeed]> {
    return this.#feeds;
  }

  reported({ tenant }: Owner): void {
    this.#feeds.get(tenant)?.reported();
  }

  decided({ input }: Decision, { grants, silence }: Outcome, ms: number): void {
    this.#feeds.get(input.owner.tenant)?.decided({
      at: input.now,
      owner: input.owner,
      decisionId: input.decisionId,
      cell: input.situation.cell,
      touchpoint: input.touchpoint,
      outcome: grants.length === 0 ? 'silence' : input.outbound ? 'push' : 'answer',
      silence: silence?.code,
      offerId: grants[0]?.choice.scored.candidate.offer.id,
      moment: input.situation.moment.name,
      ms,
    });
  }

  /** A report that ended in silence without a decision. Without a consent to location there is no situation. */
  stayedSilent(
    { owner, now, touchpoint }: ReportOrder,
    situation: Situation | undefined,
    silence: ReasonCode,
    ms: number,
  ): void {
    this.#feeds.get(owner.tenant)?.decided({
      at: now,
      owner,
      decisionId: undefined,
      cell: situation?.cell,
      touchpoint,
      outcome: 'silence',
      silence,
      offerId: undefined,
      moment: situation?.moment.name,
      ms,
    });
  }

  /** Feedback that was recorded, once. */
  reacted(
    owner: Owner,
    at: number,
    type: string,
    decisionId: DecisionId | undefined,
    offerId: string | undefined,
  ): void {
    this.#feeds.get(owner.tenant)?.reacted({ at, owner, decisionId, offerId, type });
  }
}
