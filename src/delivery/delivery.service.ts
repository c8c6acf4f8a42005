import { Inject, Injectable } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import type { OfferPush } from '../contract/decision.js';
import type { Owner, DeliveryId } from '../core/types/ids.js';
import { decisionIdOf } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { FeedbackRepository } from '../state/feedback.repository.js';

/** The way out: pushes an offer to the device that reported, and notes the ack as delivered. */
@Injectable()
export class DeliveryService {
  #namespace?: Namespace;

  constructor(
    private readonly feedback: FeedbackRepository,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  /** Does not wait for the ack: a slow phone holds up nobody. An ack that never comes goes with its socket. */
  push(socketId: string, owner: Owner, offer: OfferPush, at: number): void {
    const socket = this.#namespace?.sockets.get(socketId);
    if (!socket) return;
    socket.emit('offer:push', offer, () => void this.noteDelivered(owner, offer.deliveryId as DeliveryId, at));
  }

  private async noteDelivered(owner: Owner, deliveryId: DeliveryId, at: number): Promise<void> {
    const line = { type: 'delivered', deliveryId, at };
    await this.feedback
      .noteDelivered(owner, decisionIdOf(deliveryId), line)
      .catch(() => this.log.debug({ deliveryId }, 'a delivery could not be noted'));
  }
}
