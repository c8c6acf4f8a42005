import type { Socket } from 'socket.io';
import type { OfferPush } from '../contract/decision.js';
import { Door, refused, type Ack } from './door.js';
import type { DeviceEvent } from './messages.js';

type Answers = Record<DeviceEvent, (payload: never) => unknown>;

/** An engine that decides nothing: it speaks the contract, notes what a client does, and does to it what a network does. */
export class Referee extends Door {
  /** Deliveries that were acked, in the order of their acks. */
  readonly acked: string[] = [];
  readonly #refusals: { code: string; retryAfterMs: number }[] = [];
  #lostAck?: DeviceEvent;

  private constructor(
    private readonly token: string,
    private readonly answers: Answers,
  ) {
    super();
  }

  static start(token: string, answers: Answers): Promise<Referee> {
    return new Referee(token, answers).open();
  }

  push(offer: OfferPush & Record<string, unknown>): void {
    this.emit('offer:push', offer, () => this.acked.push(offer.deliveryId));
  }

  refuseNext(code: string, retryAfterMs: number): void {
    this.#refusals.push({ code, retryAfterMs });
  }

  /** The next such message is noted, and the line breaks in place of its ack. */
  loseAckOf(event: DeviceEvent): void {
    this.#lostAck = event;
  }

  protected override async admit(socket: Socket): Promise<Error | undefined> {
    if ((socket.handshake.auth as { token?: unknown }).token !== this.token) return refused('UNAUTHENTICATED');
    const refusal = this.#refusals.shift();
    return refusal && refused(refusal.code, refusal.retryAfterMs);
  }

  protected override hear(_socket: Socket, event: string, [message]: readonly unknown[], ack?: Ack): void {
    if (this.#lostAck === event) {
      this.#lostAck = undefined;
      return this.cut();
    }
    const answer = this.answers[event as DeviceEvent];
    // A field of tomorrow in every ack: clients must get along with it.
    if (answer) ack?.({ ok: true, data: answer((message ?? {}) as never), ofTomorrow: true });
  }
}
