import type { Clock } from './clock.js';
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
  /** Deliveries that came on a screen of ours, be it before a restart. */
  readonly #own = new Set<string>();
  #stopTimer: () => void = () => undefined;

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
    for (const { deliveryId } of offers) this.#own.add(deliveryId);
    this.awaitExpiry();
  }

  async take(offer: Offer): Promise<void> {
    let isNew = false;
    await this.shelf.update((record) => {
      isNew = !isKnown(record, offer.deliveryId);
      return withOffer(record, offer, this.clock.now());
    });
    if (!isNew || endsAt(offer) <= this.clock.now()) return;
    this.#own.add(offer.deliveryId);
    await this.removeEarlier(offer);
    this.awaitExpiry();
    this.listener.shown(offer);
  }

  /** An offer that is pushed again takes the place of the push before. */
  private async removeEarlier({ offerId, deliveryId, seq }: Offer): Promise<void> {
    const earlier = this.shelf.value.offers.filter(
      (shown) => shown.offerId === offerId && shown.deliveryId !== deliveryId && shown.seq < seq,
    );
    for (const shown of earlier) await this.remove(shown.deliveryId, 'REPLACED');
  }

  /** Takes an offer off the screen. One that is still on its way will not be shown. */
  async remove(deliveryId: string, reason: GoneReason): Promise<void> {
    // Another tab shows it, and the customer has seen it there: that is no reason to take it from there.
    if (reason === 'SEEN_ELSEWHERE' && !this.#own.has(deliveryId)) return;
    this.#own.delete(deliveryId);
    const offer = this.shelf.value.offers.find((shown) => shown.deliveryId === deliveryId);
    await this.shelf.update((record) => withoutOffer(record, deliveryId, this.clock.now()));
    if (offer) this.listener.gone({ deliveryId, reason, offer });
    this.awaitExpiry();
  }

  close(): void {
    this.#stopTimer();
  }

  private awaitExpiry(): void {
    this.#stopTimer();
    const ends = this.shelf.value.offers.map(endsAt);
    if (ends.length === 0) return;
    this.#stopTimer = this.clock.after(Math.min(...ends) - this.clock.now(), () => void this.expire());
  }

  private async expire(): Promise<void> {
    const now = this.clock.now();
    const over = this.shelf.value.offers.filter((offer) => endsAt(offer) <= now);
    for (const { deliveryId } of over) await this.remove(deliveryId, 'EXPIRED');
    this.awaitExpiry();
  }
}
