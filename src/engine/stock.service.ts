import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { Choice, Decision, Outcome, Reservation, Sighting, Slot } from '../core/types/decision.js';
import type { TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import { leaseEndOf, type Shortage, type Shortages } from '../core/types/stock.js';
import { RecallService } from '../delivery/recall.service.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { CLOCK, LOG } from '../platform/tokens.js';
import type { Settled } from '../state/inbox.repository.js';
import { StockRepository } from '../state/stock.repository.js';
import { CatalogPort } from './catalog.port.js';
import { SoldOut } from './sold-out.js';

/**
 * Stock with a decision: a lease is taken in the slot of the offer before the commit, and given back when the commit
 * grants something else. Whatever ends in between, the lease lapses by itself.
 */
@Injectable()
export class StockService implements OnModuleInit {
  readonly #soldOut = new SoldOut();

  constructor(
    private readonly stock: StockRepository,
    private readonly catalogs: CatalogPort,
    private readonly recalls: RecallService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.catalogs.whenServing(() => this.#soldOut.clear());
    this.recalls.whenRecalled((tenant, offers) => void this.returnRecalled(tenant, offers));
  }

  /** Offers in sight of which nothing was left a moment ago: not worth a score. Only the lease decides. */
  knownShortages(tenant: TenantId, catalog: Catalog, sightings: readonly Sighting[]): Shortages | undefined {
    return this.#soldOut.among(tenant, catalog, sightings, performance.now());
  }

  /** For each slot the first choice that has no stock, or of whose stock a lease was got. */
  async reserve(decision: Decision): Promise<Reservation> {
    const shortages: Record<string, Shortage> = {};
    const leads: number[] = [];
    const leased: Choice[] = [];
    const taken = new Set<string>();
    for (const slot of decision.slots) {
      const rank = await this.findLead(slot, decision, taken, shortages);
      leads.push(rank);
      if (rank < 0) continue;
      const lead = slot.ranked[rank]!;
      const { offer } = lead.scored.candidate;
      taken.add(offer.id);
      if (offer.stock) leased.push(lead);
    }
    return { leads, leased, shortages };
  }

  /** Leases of what was not granted. One that cannot be given back lapses. */
  async returnUngranted(decision: Decision, { leased }: Reservation, { grants }: Outcome): Promise<void> {
    const isGranted = ({ deliveryId, scored }: Choice) =>
      grants.some(
        ({ choice }) =>
          choice.deliveryId === deliveryId && choice.scored.candidate.offer.id === scored.candidate.offer.id,
      );
    const ungranted = leased.filter((lease) => !isGranted(lease));
    if (ungranted.length === 0) return;
    await this.quietly(
      ungranted.map((lease) => this.stock.move('release', deliveryOf(lease, decision), decision.input.now)),
    );
  }

  /** The rank of the first that may be granted, or -1. Offers that an earlier slot has are not there for this one. */
  private async findLead(
    { ranked }: Slot,
    decision: Decision,
    taken: ReadonlySet<string>,
    shortages: Record<string, Shortage>,
  ): Promise<number> {
    for (const [rank, choice] of ranked.entries()) {
      const { offer } = choice.scored.candidate;
      if (taken.has(offer.id) || Object.hasOwn(shortages, offer.id)) continue;
      const shortage = offer.stock && (await this.lease(choice, decision, shortages));
      if (!shortage) return rank;
      shortages[offer.id] = shortage;
    }
    return -1;
  }

  /** @returns why there is no lease; nothing when there is one. */
  private async lease(choice: Choice, decision: Decision, shortages: Shortages): Promise<Shortage | undefined> {
    // Redis did not answer for one: waiting for it with each of the others would help nobody.
    if (Object.values(shortages).includes('STOCK_UNKNOWN')) return 'STOCK_UNKNOWN';
    const { offer } = choice.scored.candidate;
    const { now, owner } = decision.input;
    try {
      const endsAt = leaseEndOf(offer.stock!, decision.policy, now);
      const answer = await this.stock.move('lease', deliveryOf(choice, decision), now, endsAt);
      if (answer !== 'OUT_OF_STOCK' && answer !== 'OUT_OF_BUDGET') return undefined;
      this.#soldOut.note(owner.tenant, offer.id, answer, performance.now());
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // It may have been taken, and the answer is late: behind it on the same connection it is given back.
      void this.quietly([this.stock.move('release', deliveryOf(choice, decision), now)]);
      return 'STOCK_UNKNOWN';
    }
  }

  /** Taken from a customer's devices before it was seen. What was seen is no lease any more, and stays held. */
  private async returnRecalled(tenant: TenantId, offers: readonly Settled[]): Promise<void> {
    const catalog = await this.catalogs.current(tenant);
    const now = this.clock.now();
    await this.quietly(
      offers.map(async ({ deliveryId, offerId }) => {
        const stock = catalog.offerById(offerId)?.stock;
        if (stock) await this.stock.move('release', { tenant, offerId, stock, deliveryId, decidedAt: now }, now);
      }),
    );
  }

  private async quietly(moves: readonly Promise<unknown>[]): Promise<void> {
    const failed = (await Promise.allSettled(moves)).filter(({ status }) => status === 'rejected').length;
    if (failed > 0) this.log.warn({ failed }, 'leases could not be given back; they lapse');
  }
}

/** Whether any offer that the commit may grant has stock. Most decisions have none and pay no more than this look. */
export function hasStockInLine({ slots }: Decision): boolean {
  for (const { ranked } of slots) for (const { scored } of ranked) if (scored.candidate.offer.stock) return true;
  return false;
}

function deliveryOf({ deliveryId, scored }: Choice, { input }: Decision) {
  const { id, stock } = scored.candidate.offer;
  return { tenant: input.owner.tenant, offerId: id, stock: stock!, deliveryId, decidedAt: input.now };
}
