import { Injectable } from '@nestjs/common';
import type { DeliveryId, OfferId, TenantId } from '../core/types/ids.js';
import type { Shortage, Stock } from '../core/types/stock.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import { keys, LIFETIMES } from './keys.js';
import { StateStore } from './state-store.js';

/** What becomes of one delivery: see move-stock-3.lua. */
export type StockMove = 'lease' | 'hold' | 'accept' | 'redeem' | 'dismiss' | 'release';

export type StockAnswer = 'moved' | 'known' | 'late' | 'over' | Exclude<Shortage, 'STOCK_UNKNOWN'>;

export interface StockDelivery {
  readonly tenant: TenantId;
  readonly offerId: OfferId;
  readonly stock: Stock;
  readonly deliveryId: DeliveryId;
  /** Epoch ms of its decision. */
  readonly decidedAt: number;
}

/** How an offer stands: in pieces, and in minor units of its currency where it has a budget. */
export interface StockCounts {
  readonly leased: number;
  readonly held: number;
  readonly consumed: number;
  readonly reservedMinor: number;
  readonly consumedMinor: number;
}

const OUTCOMES = ['leased', 'held', 'consumed', 'returned', 'refused', 'lapsed', 'ended', 'unbacked', 'over'] as const;
type StockOutcome = (typeof OUTCOMES)[number];

const MOVED: Readonly<Record<StockMove, StockOutcome>> = {
  lease: 'leased',
  hold: 'held',
  accept: 'consumed',
  redeem: 'consumed',
  dismiss: 'returned',
  release: 'returned',
};

/** The stock of offers: one script moves it, in the slot of the offer. */
@Injectable()
export class StockRepository {
  readonly #moves: Record<StockOutcome, Tally>;

  constructor(
    private readonly store: StateStore,
    metrics: Metrics,
  ) {
    this.#moves = metrics.tallies(
      'proxima_stock_moves_total',
      'Units of offers with stock or budget by what became of them',
      ['outcome', OUTCOMES],
    );
  }

  /**
   * @param endsAt epoch ms: of the lease or of the hold; for other moves of no meaning.
   * @throws Refused STATE_UNAVAILABLE when Redis does not answer: the move may have been made all the same.
   */
  async move(move: StockMove, delivery: StockDelivery, now: number, endsAt = now): Promise<StockAnswer> {
    const { tenant, offerId, stock, deliveryId, decidedAt } = delivery;
    const [answer] = await this.run(tenant, offerId, [
      now,
      move,
      deliveryId,
      stock.units ?? '',
      stock.budget?.minor ?? '',
      stock.budget?.costMinor ?? 0,
      endsAt,
      decidedAt + LIFETIMES.stockMs,
      LIFETIMES.stockMs,
    ]);
    this.count(move, answer);
    return answer;
  }

  /** What is over by now is given back first. */
  async read(tenant: TenantId, offerId: OfferId, now: number): Promise<StockCounts> {
    const [, leased, held, consumed, reservedMinor, consumedMinor] = await this.run(tenant, offerId, [
      ...[now, 'count', '', '', '', 0, 0, 0],
      LIFETIMES.stockMs,
    ]);
    return { leased, held, consumed, reservedMinor, consumedMinor };
  }

  private async run(
    tenant: TenantId,
    offerId: OfferId,
    args: readonly (string | number)[],
  ): Promise<[StockAnswer, number, number, number, number, number]> {
    const [answer, lapsed, ended, ...counts] = await this.store.run((redis) =>
      redis.moveStock(
        keys.stock(tenant, offerId),
        keys.stockDeliveries(tenant, offerId),
        keys.stockEnds(tenant, offerId),
        ...args,
      ),
    );
    this.#moves.lapsed.add(lapsed);
    this.#moves.ended.add(ended);
    return [answer as StockAnswer, ...(counts as [number, number, number, number, number])];
  }

  private count(move: StockMove, answer: StockAnswer): void {
    if (answer === 'moved') this.#moves[MOVED[move]].add();
    if (answer === 'over') this.#moves.over.add();
    if (answer === 'OUT_OF_STOCK' || answer === 'OUT_OF_BUDGET')
      this.#moves[move === 'hold' ? 'unbacked' : 'refused'].add();
  }
}
