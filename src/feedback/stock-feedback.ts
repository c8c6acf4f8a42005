import { Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { FeedbackEvent } from '../contract/feedback.js';
import type { Offer } from '../core/types/offer.js';
import { expiryOf } from '../delivery/shown-offer.js';
import { LIFETIMES } from '../state/keys.js';
import { StockRepository, type StockDelivery, type StockMove } from '../state/stock.repository.js';

/** A delivery of an offer with stock. */
export interface Stocked {
  readonly delivery: StockDelivery;
  /** Epoch ms: for so long one is held for the customer who saw it. */
  readonly holdUntil: number;
}

/** That it came to the device says nothing about whether anybody saw it. */
const MOVES: Readonly<Partial<Record<FeedbackEvent['type'], StockMove>>> = {
  impression: 'hold',
  click: 'hold',
  accept: 'accept',
  redeem: 'redeem',
  dismiss: 'dismiss',
};

/**
 * What customers do with what they were shown, on the stock of the offer. It moves before the event is recorded, since an
 * acceptance that finds nothing left is not recorded; an event that is sent again after a crash in between moves nothing.
 */
@Injectable()
export class StockFeedback {
  constructor(private readonly stock: StockRepository) {}

  /**
   * @throws Refused OUT_OF_STOCK when an acceptance came after its lease had lapsed, and nothing is left. A redemption is
   * never refused: it has happened.
   */
  async apply(type: FeedbackEvent['type'], { delivery, holdUntil }: Stocked, now: number): Promise<void> {
    const move = MOVES[type];
    if (!move) return;
    const answer = await this.stock.move(move, delivery, now, holdUntil);
    if (move === 'accept' && (answer === 'OUT_OF_STOCK' || answer === 'OUT_OF_BUDGET'))
      throw new Refused('OUT_OF_STOCK');
  }
}

/** Of an offer that has an end, as the catalog that serves says; of one without, nothing is counted. */
export function stockedOf(
  offer: Offer | undefined,
  about: Pick<StockDelivery, 'tenant' | 'deliveryId' | 'decidedAt'>,
): Stocked | undefined {
  if (!offer?.stock) return undefined;
  // Nobody can tell of an acceptance when the feedback window is over.
  const holdUntil = Math.min(expiryOf(offer, about.decidedAt), about.decidedAt + LIFETIMES.decisionMs);
  return { delivery: { ...about, offerId: offer.id, stock: offer.stock }, holdUntil };
}
