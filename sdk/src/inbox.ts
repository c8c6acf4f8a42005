import type { Clock } from './clock.js';
import type { OfferRetract } from './contract.js';
import { isKnown, validOffers, withOffer, withoutOffer, type InboxRecord } from './inbox-record.js';
import { endsAt, type GoneReason, type Offer, type Retraction } from './offer.js';
import type { Shelf } from './shelf.js';

export interface InboxListener {
  shown(offer: Offer): void;
  gone(retraction: Retraction): void;
}

/**
 * The offers of this customer on this device. Each delivery is shown once, over cuts, restarts and the tabs that share the
 * storage: it is noted there before it is shown.
 */
export class Inbox {
  /** What came on a screen of ours, be it before a restart. Another tab may have taken it from the storage meanwhile. */
  readonly #own = new Map<string, Offer>();
  #stopTimer: () => void = () => undefined;
  #isClosed = false;
  #isExpiring = false;

  constructor(
    private readonly shelf: Shelf<InboxRecord>,
    private readonly clock: Clock,
    private readonly listener: InboxListener,
  ) {}

  /** Those that are valid now, the oldest first. */
  get offers(): Offer[] {
    return validOffers(this.shelf.value, this.clock.now());
  }

  get lastSeq(): number {
    return this.shelf.value.lastSeq;
  }

  /** What an earlier run of the app left: it counts as shown. */
  async load(): Promise<void> {
    const { offers } = await this.shelf.read();
    for (const offer of offers) this.#own.set(offer.deliveryId, offer);
    this.awaitExpiry();
  }

  async take(offer: Offer): Promise<void> {
    let isNew = false;
    await this.shelf.update((record) => {
      isNew = !isKnown(record, offer.deliveryId);
      return withOffer(record, offer, this.clock.now());
    });
    if (endsAt(offer) <= this.clock.now()) return;
    await this.removeEarlier(offer, 'REPLACED');
    if (!isNew) return;
    this.#own.set(offer.deliveryId, offer);
    this.awaitExpiry();
    this.listener.shown(offer);
  }

  /** An offer that is pushed again takes the place of the push before, and what ends it ends that one too. */
  async removeEarlier({ offerId, deliveryId, seq }: OfferRetract | Offer, reason: GoneReason): Promise<void> {
    const earlier = this.held().filter(
      (shown) => shown.offerId === offerId && shown.deliveryId !== deliveryId && shown.seq < seq,
    );
    for (const shown of earlier) await this.remove(shown.deliveryId, reason);
  }

  /** Takes everything off the screen but these. */
  async keepOnly(kept: readonly Offer[], reason: GoneReason): Promise<void> {
    const ids = new Set(kept.map(({ deliveryId }) => deliveryId));
    for (const { deliveryId } of this.held()) if (!ids.has(deliveryId)) await this.remove(deliveryId, reason);
  }

  /** Takes an offer off the screen. One that is still on its way will not be shown. */
  async remove(deliveryId: string, reason: GoneReason): Promise<void> {
    // Another tab shows it, and the customer has seen it there: that is no reason to take it from there.
    if (reason === 'SEEN_ELSEWHERE' && !this.#own.has(deliveryId)) return;
    const offer = this.held().find((shown) => shown.deliveryId === deliveryId);
    this.#own.delete(deliveryId);
    await this.shelf.update((record) => withoutOffer(record, deliveryId, this.clock.now()));
    if (offer) this.listener.gone({ deliveryId, reason, offer });
    this.awaitExpiry();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
  }

  /** What may be on a screen, by the storage or by what came here. */
  private held(): Offer[] {
    const { offers } = this.shelf.value;
    const others = [...this.#own.values()].filter(
      (own) => !offers.some(({ deliveryId }) => deliveryId === own.deliveryId),
    );
    return [...others, ...offers];
  }

  private awaitExpiry(): void {
    this.#stopTimer();
    const ends = this.held().map(endsAt);
    if (ends.length === 0 || this.#isClosed || this.#isExpiring) return;
    this.#stopTimer = this.clock.after(Math.min(...ends) - this.clock.now(), () => void this.expire());
  }

  private async expire(): Promise<void> {
    const now = this.clock.now();
    const over = this.held().filter((offer) => endsAt(offer) <= now);
    // Else each that goes would set the timer anew, for those that are still to go.
    this.#isExpiring = true;
    try {
      for (const { deliveryId } of over) await this.remove(deliveryId, 'EXPIRED');
    } finally {
      this.#isExpiring = false;
      this.awaitExpiry();
    }
  }
}
