import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import type { OfferPush } from '../contract/decision.js';
import type { Owner, DeliveryId } from '../core/types/ids.js';
import { decisionIdOf } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import { LOG } from '../platform/tokens.js';
import { FeedbackRepository } from '../state/feedback.repository.js';

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
  #unnoted: Delivered[] = [];
  #noting?: NodeJS.Timeout;
  readonly #pushes: Tally;
  readonly #acks: Tally;

  constructor(
    private readonly feedback: FeedbackRepository,
    @Inject(LOG) private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.#pushes = metrics.tally('proxima_pushes_total', 'Offers sent to a socket by themselves');
    this.#acks = metrics.tally('proxima_push_acks_total', 'Pushes that the app has acked');
  }

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  /** Does not wait for the ack: a slow phone holds up nobody. An ack that never comes goes with its socket. */
  push(socketId: string, owner: Owner, offer: OfferPush, at: number): void {
    const socket = this.#namespace?.sockets.get(socketId);
    if (!socket) return;
    this.#pushes.add();
    socket.emit('offer:push', offer, () => this.delivered({ owner, deliveryId: offer.deliveryId as DeliveryId, at }));
  }

  /** What came before the end is noted; after this, Redis goes. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.#noting);
    await this.noteAll();
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
