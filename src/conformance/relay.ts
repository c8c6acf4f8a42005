import type { Socket } from 'socket.io';
import type { OfferPush } from '../contract/decision.js';
import { ERRORS, type Ack as Answer, type ErrorCode } from '../contract/errors.js';
import type { FeedbackResult } from '../contract/feedback.js';
import type { InboxAnswer, OfferRetract } from '../contract/inbox.js';
import type { PositionAck } from '../contract/position.js';
import { Door, partAck, refused, type Ack } from './door.js';
import { EngineLine, type LineRefusal } from './engine-line.js';

/** What the engine said no to, or nothing to. */
export interface Refusal {
  readonly event: string;
  readonly code: string;
  readonly message: string;
}

/** An offer that the engine has given to the client. */
export interface Given {
  readonly offer: OfferPush;
  readonly atMs: number;
  /** Pushed, and so to be acked; one that came with the answer to `inbox:resume` has its ack in that question. */
  readonly isPushed: boolean;
  isAcked: boolean;
  /** The line broke before the ack could come. */
  isCut: boolean;
}

/** Who has an offer this long and has not acked it will not; before that, a cut takes the ack with it. */
const ACK_MS = 5_000;

type Told = Answer<unknown> | undefined;

/**
 * Stands between a client and a running engine: each message and each ack goes through it both ways as it came, and what
 * became of it is noted. For each connection of the client there is one to the engine, with what the client shows as its own.
 */
export class Relay extends Door {
  readonly refusals: Refusal[] = [];
  readonly given: Given[] = [];
  readonly retracted = new Set<string>();
  /** Why the engine sent no offer, by its last answer to a position. */
  lastSilence?: string;
  /** Why the engine did not let the client in, the last time that it did not. */
  lastRefusedEntry?: string;
  /** The engine was there and is no more. */
  lost?: string;
  readonly #lines = new WeakMap<Socket, EngineLine>();
  #isDraining = false;

  private constructor(private readonly engineUrl: string) {
    super();
  }

  static start(engineUrl: string): Promise<Relay> {
    return new Relay(engineUrl).open();
  }

  /** The highest `seq` that was given to the client. */
  get highestSeq(): number {
    return Math.max(0, ...this.given.map(({ offer }) => offer.seq));
  }

  /** The highest `seq` of which the client has said that it is there. */
  get highestKnownSeq(): number {
    return Math.max(0, ...this.given.filter(({ isAcked }) => isAcked).map(({ offer }) => offer.seq));
  }

  /** The offer comes once more: at least once is all that a network can give. */
  pushAgain({ offer }: Given): void {
    this.emit('offer:push', offer, () => undefined);
  }

  protected override async admit(socket: Socket): Promise<Error | undefined> {
    try {
      const line = await EngineLine.open(this.engineUrl, socket.handshake.auth);
      this.lost = undefined;
      this.#lines.set(socket, line);
      socket.conn.once('close', () => line.close());
      if (socket.conn.readyState !== 'open') line.close();
      return undefined;
    } catch (error) {
      const { data, message } = error as LineRefusal;
      this.lastRefusedEntry = data?.code ?? message;
      if (!data?.code) this.lost = message;
      return refused(data?.code ?? 'UNREACHABLE', data?.retryAfterMs);
    }
  }

  protected override welcome(socket: Socket): void {
    const line = this.#lines.get(socket)!;
    let isCutHere = false;
    socket.once('disconnect', () => {
      isCutHere = true;
      const fromMs = performance.now() - ACK_MS;
      for (const given of this.given) given.isCut ||= !given.isAcked && given.atMs > fromMs;
    });
    line.onceClosed(() => {
      if (isCutHere) return;
      const message = 'the engine has closed the line';
      if (!this.#isDraining) this.refusals.push({ event: 'the connection', code: 'CLOSED', message });
      socket.conn.close();
    });
    line.listen((event, ...sent) => this.bringToClient(socket, event, sent));
  }

  protected override hear(socket: Socket, event: string, payloads: readonly unknown[], ack?: Ack): void {
    const line = this.#lines.get(socket)!;
    line
      .ask(event, payloads)
      .then(
        (told) => {
          ack?.(told);
          this.noteAnswer(event, told as Told);
        },
        () => {
          // A question that goes down with its line is nobody's fault.
          if (line.isOpen) this.refusals.push({ event, code: 'SILENCE', message: 'the engine gave no ack' });
        },
      )
      .catch(({ message }: Error) => this.refusals.push({ event, code: 'UNREADABLE', message }));
  }

  private bringToClient(socket: Socket, event: string, sent: readonly unknown[]): void {
    const [payloads, ack] = partAck(sent);
    if (event === 'offer:retract') this.retracted.add((payloads[0] as OfferRetract).deliveryId);
    if (event === 'session:hint') this.#isDraining ||= (payloads[0] as { draining?: boolean }).draining === true;
    const given = event === 'offer:push' ? this.give(payloads[0] as OfferPush, true) : undefined;
    if (!ack) return void socket.emit(event, ...payloads);
    socket.emit(event, ...payloads, (...told: unknown[]) => {
      if (given) given.isAcked = true;
      ack(...told);
    });
  }

  private noteAnswer(event: string, told: Told): void {
    if (!told?.ok) {
      const { code = 'NO_CODE', message = '' } = told?.error ?? {};
      return void this.refusals.push({ event, code, message });
    }
    if (event === 'position:report') this.lastSilence = (told.data as PositionAck).outcome.silence;
    if (event === 'feedback:report') this.noteFeedback(told.data as FeedbackResult[]);
    if (event === 'inbox:resume') this.noteInbox(told.data as InboxAnswer);
  }

  private noteFeedback(results: readonly FeedbackResult[]): void {
    for (const { status, code = 'NO_CODE', message = '' } of results) {
      if (status === 'refused') this.refusals.push({ event: 'feedback:report', code, message });
    }
  }

  private noteInbox({ missed, retracted }: InboxAnswer): void {
    for (const { deliveryId } of retracted) this.retracted.add(deliveryId);
    for (const offer of missed) this.give(offer, false);
  }

  private give(offer: OfferPush, isPushed: boolean): Given {
    const given = { offer, atMs: performance.now(), isPushed, isAcked: !isPushed, isCut: false };
    this.given.push(given);
    return given;
  }
}

/** Whether a refusal says no more than that too much came at once. */
export function isRateLimit({ code }: Refusal): boolean {
  return ERRORS[code as ErrorCode]?.status === 429;
}
