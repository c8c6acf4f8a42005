import { Inject, Injectable } from '@nestjs/common';
import type { OfferStock, StockPage } from '../contract/stock.js';
import type { TenantId } from '../core/types/ids.js';
import type { Catalog, Offer } from '../core/types/offer.js';
import { CatalogPort } from '../engine/catalog.port.js';
import type { Clock } from '../platform/clock.js';
import { CLOCK } from '../platform/tokens.js';
import { StockRepository, type StockCounts } from '../state/stock.repository.js';

/** How the offers with stock stand, page by page. */
@Injectable()
export class StockReportService {
  /** Gone with its catalog. */
  readonly #stocked = new WeakMap<Catalog, readonly Offer[]>();

  constructor(
    private readonly catalogs: CatalogPort,
    private readonly stock: StockRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param after the id of the last offer of the page before; '' for the first page. */
  async page(tenant: TenantId, after: string, limit: number): Promise<StockPage> {
    const catalog = await this.catalogs.current(tenant);
    const rest = this.stockedOf(catalog).filter(({ id }) => id > after);
    const shown = rest.slice(0, limit);
    const now = this.clock.now();
    const offers = await Promise.all(
      shown.map(async (offer) => tellStock(offer, await this.stock.read(tenant, offer.id, now))),
    );
    return { version: catalog.version, offers, next: rest.length > limit ? shown.at(-1)!.id : undefined };
  }

  private stockedOf(catalog: Catalog): readonly Offer[] {
    let stocked = this.#stocked.get(catalog);
    if (!stocked) {
      // By id, so that a cursor means the same in the next version of the catalog.
      stocked = Array.from(catalog.stocked, (ordinal) => catalog.offer(ordinal)).sort((a, b) => (a.id < b.id ? -1 : 1));
      this.#stocked.set(catalog, stocked);
    }
    return stocked;
  }
}

function tellStock({ id, stock, currency }: Offer, counts: StockCounts): OfferStock {
  const { leased, held, consumed, reservedMinor, consumedMinor } = counts;
  const { units, budget } = stock!;
  const leftMinor = budget && Math.max(0, budget.minor - reservedMinor - consumedMinor);
  const byUnits = units === undefined ? Infinity : units - leased - held - consumed;
  const byBudget = budget ? Math.floor(leftMinor! / budget.costMinor) : Infinity;
  return {
    offerId: id,
    live: leased,
    held,
    consumed,
    units,
    left: Math.max(0, Math.min(byUnits, byBudget)),
    budget: budget && {
      minor: budget.minor,
      costMinor: budget.costMinor,
      reservedMinor,
      consumedMinor,
      leftMinor: leftMinor!,
      currency,
    },
  };
}
