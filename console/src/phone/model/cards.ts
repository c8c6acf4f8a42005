import type { GoneReason, Offer } from '@proxima/sdk';

export interface Card {
  readonly offer: Offer;
  readonly status: 'open' | 'accepted' | 'gone';
  /** Why it is gone. */
  readonly reason?: GoneReason;
}

/** The offers on the screen, the newest first. */
export class Cards {
  #cards: readonly Card[] = [];

  get all(): readonly Card[] {
    return this.#cards;
  }

  /** @returns false when it is on the screen already. */
  add(offer: Offer): boolean {
    if (this.find(offer.deliveryId)) return false;
    this.#cards = [{ offer, status: 'open' }, ...this.#cards];
    return true;
  }

  answer(deliveryId: string, status: Card['status']): void {
    this.#cards = this.#cards.map((card) => (card.offer.deliveryId === deliveryId ? { ...card, status } : card));
  }

  /** @returns false when there is nothing to take back: it is answered, or gone. */
  takeBack(deliveryId: string, reason: GoneReason): boolean {
    if (this.find(deliveryId)?.status !== 'open') return false;
    this.#cards = this.#cards.map((card) =>
      card.offer.deliveryId === deliveryId ? { ...card, status: 'gone', reason } : card,
    );
    return true;
  }

  remove(deliveryId: string): void {
    this.#cards = this.#cards.filter(({ offer }) => offer.deliveryId !== deliveryId);
  }

  private find(deliveryId: string): Card | undefined {
    return this.#cards.find(({ offer }) => offer.deliveryId === deliveryId);
  }
}
