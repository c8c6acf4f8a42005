import type { InboxResumed, OfferRetract } from './contract.js';
import type { ProximaError } from './errors.js';
import type { Inbox } from './inbox.js';
import { isOffer, type Offer } from './offer.js';

/**
 * Offers in the order of the engine. While what was missed is being asked for, pushes wait: one that overtook it would move
 * the place from which the next cut resumes beyond offers that have not come.
 */
export class Stream {
  #isResuming = false;
  #held: (() => Promise<void>)[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly inbox: Inbox) {}

  take(offer: Offer, ack: () => void): void {
    this.inTurn(async () => {
      await this.inbox.take(offer);
      // Noted where it outlives us: only now it is delivered.
      ack();
    });
  }

  retract(retraction: OfferRetract): void {
    this.inTurn(() => this.takeBack(retraction));
  }

  /**
   * Asks for what was missed while away.
   * @returns false when the engine keeps no inbox.
   * @throws ProximaError when it cannot say now
   */
  async resume(ask: (afterSeq: number) => Promise<InboxResumed>): Promise<boolean> {
    this.#isResuming = true;
    // What came over the line before this one and was not taken is asked for anew.
    this.#held = [];
    await this.#turn;
    try {
      const { missed, retracted = [], restarted } = await ask(this.inbox.lastSeq);
      if (restarted) await this.inbox.keepOnly(missed, 'ERASED');
      for (const retraction of retracted) await this.takeBack(retraction);
      for (const offer of missed.filter(isOffer)) await this.inbox.take(offer);
      return true;
    } catch (error) {
      if ((error as ProximaError).code !== 'NOT_FOUND') throw error;
      return false;
    } finally {
      this.release();
    }
  }

  private async takeBack(retraction: OfferRetract): Promise<void> {
    await this.inbox.remove(retraction.deliveryId, retraction.reason);
    await this.inbox.removeEarlier(retraction, retraction.reason);
  }

  private release(): void {
    this.#isResuming = false;
    for (const work of this.#held.splice(0)) this.inTurn(work);
  }

  private inTurn(work: () => Promise<void>): void {
    if (this.#isResuming) return void this.#held.push(work);
    this.#turn = this.#turn.then(work);
  }
}
