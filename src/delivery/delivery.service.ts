import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { RETRACT_REASONS, type OfferRetract, type RetractReason } from '../contract/inbox.js';
import type { Fix } from '../core/types/fix.js';
import type { DeliveryId, OfferId, Owner, TenantId } from '../core/types/ids.js';
import { decisionIdOf } from '../core/types/ids.js';
import type { Area } from '../core/types/offer.js';
import type { Logger } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { LOG } from '../platform/tokens.js';
import { FeedbackRepository } from '../state/feedback.repository.js';
import type { Outgoing, Settled } from '../state/inbox.repository.js';
import { toPush } from './outgoing.js';
import { RecentRecalls } from './recent-recalls.js';
import { ShownOffers, type ShownOffer } from './shown-offers.js';

interface Delivered {
  readonly owner: Owner;
  readonly deliveryId: DeliveryId;
  readonly at: number;
}

/** Acks are noted together, so that under load one packet to Redis carries many. */
const NOTE_TOGETHER_MS = 25;

/** The way out: pushes an offer to the device that reported, and notes the ack as delivered. */
@Injectable()
export class DeliveryService implements BeforeApplicationShutdown {
  #namespace?: Namespace;
  readonly #shown = new ShownOffers();
  readonly #recalls = new RecentRecalls();
  #unnoted: Delivered[] = [];
  #noting?: NodeJS.Timeout;
  readonly #pushes: Tally;
  readonly #acks: Tally;
  readonly #retracts: Record<RetractReason, Tally>;

  constructor(
    private readonly feedback: FeedbackRepository,
    @Inject(LOG) private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.#pushes = metrics.tally('proxima_pushes_total', 'Offers sent to a socket by themselves');
    this.#retracts = metrics.tallies('proxima_retracts_total', 'Offers taken back from devices', [
      'reason',
      RETRACT_REASONS,
    ]);
    this.#acks = metrics.tally('proxima_push_acks_total', 'Pushes that the app has acked');
  }

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  /** Does not wait for the ack: a slow phone holds up nobody. An ack that never comes goes with its socket. */
  push(socketId: string, owner: Owner, seq: number, outgoing: Outgoing, areas: readonly Area[]): void {
    const socket = this.#namespace?.sockets.get(socketId) as AuthenticatedSocket | undefined;
    if (!socket || this.#recalls.covers(owner, seq)) return;
    const { decisionId, offer, until, at } = outgoing;
    const offerId = offer.offerId as OfferId;
    const deliveryId = offer.deliveryId as DeliveryId;
    this.#shown.add(socket, owner, { seq, deliveryId, offerId, until, areas }, at);
    this.#pushes.add();
    socket.emit('offer:push', toPush(seq, decisionId, offer), () => this.delivered({ owner, deliveryId, at }));
  }

  /** What a device was given again when it came back: it may show it from now on. */
  resumed(socket: AuthenticatedSocket, owner: Owner, offer: ShownOffer, now: number): void {
    // Gone while the inbox was read: nobody would ever take it from the list of holders again.
    if (socket.connected) this.#shown.add(socket, owner, offer, now);
  }

  /** Takes from a device what it shows of places that its customer has left. */
  takeLeftBehind(socket: AuthenticatedSocket, fix: Fix): readonly ShownOffer[] {
    const left = this.#shown.takeLeftBehind(socket, fix);
    for (const offer of left) this.emitRetract(socket, toRetract(offer, 'LEFT_ZONE'));
    return left;
  }

  /** The device is done with it: nothing is to be taken back from it any more. */
  release(socket: AuthenticatedSocket, deliveryId: DeliveryId): void {
    this.#shown.remove(socket, deliveryId);
  }

  /** All that the devices of a tenant may show, in this process. */
  shownBy(tenant: TenantId): Iterable<readonly [Owner, ShownOffer]> {
    return this.#shown.ofTenant(tenant);
  }

  /** Tells the devices that may show it or an earlier push of the same offer, but the one that is excepted. */
  retract(owner: Owner, { offerId, seq }: Settled, reason: RetractReason, except?: AuthenticatedSocket): void {
    for (const device of this.#shown.devicesOf(owner)) {
      const shown = device === except ? undefined : this.#shown.removeUpTo(device, offerId, seq);
      if (shown) this.emitRetract(device, toRetract(shown, reason));
    }
  }

  /** Takes back all that any device of a customer may show, and what was committed by then (`upTo`) and is still to leave. */
  retractAll(owner: Owner, upTo: number, reason: RetractReason): void {
    this.#recalls.note(owner, upTo, performance.now());
    for (const device of this.#shown.devicesOf(owner)) {
      for (const shown of this.#shown.removeAll(device)) this.emitRetract(device, toRetract(shown, reason));
    }
  }

  /** What came before the end is noted; after this, Redis goes. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.#noting);
    await this.noteAll();
  }

  private emitRetract(socket: AuthenticatedSocket, retract: OfferRetract): void {
    this.#retracts[retract.reason].add();
    socket.emit('offer:retract', retract);
  }

  private delivered(delivered: Delivered): void {
    this.#acks.add();
    this.#unnoted.push(delivered);
    this.#noting ??= setTimeout(() => void this.noteAll(), NOTE_TOGETHER_MS);
  }

  private async noteAll(): Promise<void> {
    const delivered = this.#unnoted;
    this.#unnoted = [];
    this.#noting = undefined;
    const notes = delivered.map(({ owner, deliveryId, at }) =>
      this.feedback.noteDelivered(owner, decisionIdOf(deliveryId), { type: 'delivered', deliveryId, at }),
    );
    const lost = (await Promise.allSettled(notes)).filter(({ status }) => status === 'rejected').length;
    if (lost > 0) this.log.debug({ lost }, 'deliveries could not be noted');
  }
}

function toRetract({ seq, deliveryId, offerId }: ShownOffer, reason: RetractReason): OfferRetract {
  return { seq, deliveryId, offerId, reason };
}
