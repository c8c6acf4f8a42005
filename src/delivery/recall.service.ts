import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { RetractReason } from '../contract/inbox.js';
import type { Fix } from '../core/types/fix.js';
import type { DeliveryId, OfferId, Owner, TenantId } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { LOG } from '../platform/tokens.js';
import { InboxRepository, type Answered, type Settled } from '../state/inbox.repository.js';
import { RecallChannel, type Recall } from '../state/recall-channel.js';
import { DeliveryService } from './delivery.service.js';

/** Takes offers back: from the inbox, and from every screen that they may have come to. */
@Injectable()
export class RecallService implements OnApplicationBootstrap {
  readonly #listeners: ((tenant: TenantId, offers: readonly Settled[]) => void)[] = [];

  constructor(
    private readonly inbox: InboxRepository,
    private readonly channel: RecallChannel,
    private readonly delivery: DeliveryService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.channel.listen((recall) => this.retract(recall));
  }

  /** Calls when this process has taken offers from an inbox. */
  whenRecalled(listener: (tenant: TenantId, offers: readonly Settled[]) => void): void {
    this.#listeners.push(listener);
  }

  /** All of a customer: what the inbox holds, and what any device may show. */
  async recallAll(owner: Owner, reason: RetractReason): Promise<void> {
    const { offers, upTo } = await this.inbox.recallAll(owner, reason);
    this.tell(owner, offers);
    await this.spread({ owner, offers: 'all', upTo, reason });
  }

  /** One offer that devices of this process show: from them too when the inbox has lost it, or keeps a newer push of it. */
  private async recallShown(owner: Owner, shown: Settled, reason: RetractReason): Promise<void> {
    const offers = await this.inbox.recallOffer(owner, shown.offerId, reason);
    this.tell(owner, offers);
    this.delivery.retract(owner, shown, reason);
    await this.spread({ owner, offers, reason });
  }

  /** Offers of places that the customer has left: gone from the device that says so at once, from the others with them. */
  leaveBehind(owner: Owner, fix: Fix, by: AuthenticatedSocket): Promise<unknown> | undefined {
    const left = this.delivery.takeLeftBehind(by, fix);
    if (left.length === 0) return undefined;
    return Promise.all(left.map((shown) => this.recallShown(owner, shown, 'LEFT_ZONE')));
  }

  /** Seen on one device, it is to go from the others. */
  async seen(owner: Owner, deliveryId: DeliveryId, by: AuthenticatedSocket | undefined, device = ''): Promise<void> {
    const offers = await this.inbox.markSeen(owner, deliveryId, device);
    await this.spread({ owner, offers, reason: 'SEEN_ELSEWHERE' }, by);
  }

  /** Answered on one device, it is to go from the others. */
  async answered(owner: Owner, answered: Answered, by: AuthenticatedSocket | undefined): Promise<void> {
    if (by) this.delivery.release(by, answered.deliveryId);
    const offers = await this.inbox.recallAnswered(owner, answered);
    this.tell(owner, offers);
    await this.spread({ owner, offers, reason: 'ANSWERED' }, by);
  }

  /** Offers that serve no more are taken off the screens of this process; the others do so for theirs. */
  stop(tenant: TenantId, serves: (offerId: OfferId) => boolean): void {
    const stopped = [...this.delivery.shownBy(tenant)].filter(([, { offerId }]) => !serves(offerId));
    for (const [owner, shown] of stopped) this.takeStopped(owner, shown);
  }

  /** One offer that serves no more, whether a device shows it or it was about to leave. */
  takeStopped(owner: Owner, offer: Settled): void {
    this.recallShown(owner, offer, 'STOPPED').catch((error: Error) =>
      this.log.warn({ reason: error.message }, 'a stopped offer could not be recalled'),
    );
  }

  private tell({ tenant }: Owner, offers: readonly Settled[]): void {
    if (offers.length === 0) return;
    for (const listener of this.#listeners) listener(tenant, offers);
  }

  private async spread(recall: Recall, by?: AuthenticatedSocket): Promise<void> {
    if (recall.offers.length === 0) return;
    this.retract(recall, by);
    await this.channel.send(recall);
  }

  private retract(recall: Recall, by?: AuthenticatedSocket): void {
    const { owner, reason } = recall;
    if (recall.offers === 'all') return this.delivery.retractAll(owner, recall.upTo, reason);
    for (const offer of recall.offers) this.delivery.retract(owner, offer, reason, by);
  }
}
