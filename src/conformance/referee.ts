import { createServer, type Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { z } from 'zod';
import { consentSet } from '../contract/consent.js';
import { contextReport } from '../contract/context.js';
import type { OfferPush } from '../contract/decision.js';
import { offerRequest } from '../contract/decision.js';
import { feedbackReportDescribed } from '../contract/feedback.js';
import { inboxResume } from '../contract/inbox.js';
import { toIssues } from '../contract/parse.js';
import { positionReport } from '../contract/position.js';

/** What a client may send, on the engine's own schemas. */
const SCHEMAS = {
  'position:report': positionReport,
  'context:report': contextReport,
  'offer:request': offerRequest,
  'feedback:report': feedbackReportDescribed,
  'consent:set': consentSet,
  'inbox:resume': inboxResume,
} as const;

export type DeviceEvent = keyof typeof SCHEMAS;

export interface Received {
  readonly event: string;
  readonly payload: Record<string, unknown>;
  readonly atMs: number;
}

type Answers = Record<DeviceEvent, (payload: never) => unknown>;

/** An engine that decides nothing: it speaks the contract, notes what a client does, and does to it what a network does. */
export class Referee {
  readonly received: Received[] = [];
  /** What was wrong with messages, in words. */
  readonly faults: string[] = [];
  /** When a connection was tried, whether it was let in or not (ms, monotonic). */
  readonly tried: number[] = [];
  /** Deliveries that were acked, in the order of their acks. */
  readonly acked: string[] = [];
  readonly #http: HttpServer = createServer();
  readonly #server: Server;
  readonly #refusals: { code: string; retryAfterMs: number }[] = [];
  #socket?: Socket;
  #lostAck?: DeviceEvent;

  private constructor(
    private readonly token: string,
    private readonly answers: Answers,
  ) {
    this.#server = new Server(this.#http, { transports: ['websocket'], serveClient: false });
    const devices = this.#server.of('/v1/device');
    devices.use((socket, next) => next(this.refusalOf(socket)));
    devices.on('connection', (socket) => this.take(socket));
  }

  static async start(token: string, answers: Answers): Promise<Referee> {
    const referee = new Referee(token, answers);
    await new Promise<void>((resolve) => referee.#http.listen(0, '127.0.0.1', resolve));
    return referee;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as { port: number }).port}`;
  }

  get isConnected(): boolean {
    return this.#socket?.connected ?? false;
  }

  of(event: DeviceEvent): Received[] {
    return this.received.filter((message) => message.event === event);
  }

  push(offer: OfferPush & Record<string, unknown>): void {
    this.#socket?.emit('offer:push', offer, () => this.acked.push(offer.deliveryId));
  }

  emit(event: string, payload: unknown): void {
    this.#socket?.emit(event, payload);
  }

  /** The line breaks, without a word. */
  cut(): void {
    this.#socket?.conn.close();
    this.#socket = undefined;
  }

  refuseNext(code: string, retryAfterMs: number): void {
    this.#refusals.push({ code, retryAfterMs });
  }

  /** The next such message is noted, and the line breaks in place of its ack. */
  loseAckOf(event: DeviceEvent): void {
    this.#lostAck = event;
  }

  async stop(): Promise<void> {
    await this.#server.close();
  }

  private refusalOf(socket: Socket): Error | undefined {
    this.tried.push(performance.now());
    if ((socket.handshake.auth as { token?: unknown }).token !== this.token) return refused('UNAUTHENTICATED');
    const refusal = this.#refusals.shift();
    return refusal && refused(refusal.code, refusal.retryAfterMs);
  }

  private take(socket: Socket): void {
    this.#socket = socket;
    socket.onAny((event: string, payload: unknown, ack: unknown) => {
      const fault = findFault(event, payload, ack);
      if (fault) this.faults.push(fault);
      const message = (payload ?? {}) as Record<string, unknown>;
      this.received.push({ event, payload: message, atMs: performance.now() });
      if (this.#lostAck === event) {
        this.#lostAck = undefined;
        return this.cut();
      }
      if (typeof ack !== 'function') return;
      const answer = this.answers[event as DeviceEvent];
      // A field of tomorrow in every ack: clients must get along with it.
      if (answer) (ack as (told: unknown) => void)({ ok: true, data: answer(message as never), ofTomorrow: true });
    });
  }
}

function findFault(event: string, payload: unknown, ack: unknown): string | undefined {
  const schema = (SCHEMAS as Record<string, z.ZodType | undefined>)[event];
  if (!schema) return `${event} is no event of the contract`;
  if (typeof ack !== 'function') return `${event} came without an ack callback: its answer would be lost`;
  const { error } = schema.safeParse(payload);
  if (!error) return undefined;
  const [issue] = error.issues.flatMap(toIssues);
  return `${event}: ${issue!.path || 'the message'} ${issue!.message}`;
}

/** socket.io gives `data` of such an error to the client as `connect_error`. */
function refused(code: string, retryAfterMs?: number): Error {
  return Object.assign(new Error(code), { data: { code, retryAfterMs } });
}
