import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import { Refused, toFailure, type Ack, type ErrorCode } from '../contract/errors.js';
import type { Claims } from './auth/claims.js';
import { TokenVerifier } from './auth/token-verifier.js';
import { Drain } from './drain.js';
import { Limits, type Admission } from './limits/limits.js';
import { endWithProblem } from './limits/raw-problem.js';
import type { SocketMeter } from './limits/socket-meter.js';
import type { Logger } from './log.js';
import { Metrics } from './metrics/metrics.js';
import { RefusalMetrics } from './metrics/refusal.metrics.js';
import { LOG } from './tokens.js';

/** A socket that has shown a token. */
export type AuthenticatedSocket = Socket & { data: { claims: Claims } };

/** Who may connect to which namespace. */
const NAMESPACES = {
  '/v1/device': ['device', 'till'],
  '/v1/console': ['marketer', 'scientist', 'operator'],
} as const satisfies Record<string, readonly Claims['role'][]>;

/** Long timers overflow; a token that lasts longer than this is checked again at the next connect. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Tokens that one connection may show: one for each namespace, and some to spare. */
const MOST_TOKENS = 4;

/**
 * Web sockets only, without compression (250 KiB a socket against 19), small frames. Authentication happens in the
 * namespace's own middleware: Nest's guards do not run when a socket connects.
 */
export class SocketAdapter extends IoAdapter {
  readonly #verifier: TokenVerifier;
  readonly #limits: Limits;
  readonly #log: Logger;
  /** Namespace -> the events that it takes. */
  readonly #events = new Map<string, Set<string>>();
  readonly #meters = new WeakMap<Socket, SocketMeter>();
  /** How many tokens each connection has shown. */
  readonly #shown = new WeakMap<object, number>();
  readonly #drain: Drain;
  readonly #metrics: Metrics;
  readonly #refusals: RefusalMetrics;

  constructor(app: INestApplicationContext) {
    super(app);
    this.#drain = app.get(Drain);
    this.#metrics = app.get(Metrics);
    this.#refusals = app.get(RefusalMetrics);
    this.#verifier = app.get(TokenVerifier);
    this.#limits = app.get(Limits);
    this.#log = app.get(LOG);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { connections, sizes } = this.#limits.numbers;
    const server: Server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      perMessageDeflate: false,
      maxHttpBufferSize: sizes.messageBytes,
      connectTimeout: connections.handshakeSeconds * 1000,
      allowRequest: (request: IncomingMessage, decide: (fault: null, isAllowed: boolean) => void) => {
        if (this.admitHandshake(request, server.engine.clientsCount as number)) decide(null, true);
      },
      serveClient: false,
    } as ServerOptions) as Server;
    // Nobody has business in the default namespace.
    server.use((_socket, next) => next(this.refuse('FORBIDDEN')));
    for (const [name, roles] of Object.entries(NAMESPACES)) this.openNamespace(server.of(name), roles);
    const devices = server.of('/v1/device');
    this.#metrics.reading('proxima_sockets_connected', 'Devices and tills connected now', () => devices.sockets.size);
    return server;
  }

  /**
   * Plain listeners in place of one observable chain for each event of each socket: our handlers answer with one promise,
   * and the chains cost more memory a socket than everything else of ours.
   */
  override bindMessageHandlers(socket: Socket, handlers: MessageMappingProperties[]): void {
    const meter = this.#meters.get(socket);
    for (const { message, callback } of handlers) {
      this.#events.get(socket.nsp.name)!.add(String(message));
      socket.on(String(message), (...sent: unknown[]) => {
        const last = sent.at(-1);
        const ack = typeof last === 'function' ? (last as (answer: unknown) => void) : undefined;
        const payload = ack && sent.length === 1 ? undefined : sent[0];
        if (this.#drain.isClosed) return void ack?.(this.failure(new Refused('DRAINING')));
        if (meter && !this.#admits(meter, socket, String(message), payload, ack)) return;
        this.#drain.enter();
        (callback(payload, ack) as Promise<Ack<unknown> | undefined>)
          .then(
            (answer) => {
              if (answer === undefined) return;
              if (!answer.ok) this.#refusals.count(answer.error.code, 'socket');
              ack?.(answer);
            },
            // Handlers turn every fault into an answer. One that does not must not take the process with it.
            (error: unknown) => {
              this.#log.error(error, 'a handler of socket messages failed');
              ack?.(this.failure(new Refused('INTERNAL')));
            },
          )
          .finally(() => this.#drain.leave());
      });
    }
  }

  /** Before anything of the message is checked: what is too much costs as little as may be. */
  #admits(meter: SocketMeter, socket: Socket, event: string, payload: unknown, ack: AckCallback | undefined): boolean {
    const nowMs = performance.now();
    const refused = meter.admit(event, payload, nowMs);
    if (!refused) return true;
    if (meter.isDeaf(nowMs)) socket.disconnect(true);
    else ack?.(this.failure(refused));
    return false;
  }

  private openNamespace(namespace: Namespace, roles: readonly Claims['role'][]): void {
    this.#events.set(namespace.name, new Set());
    namespace.use((socket, next) => {
      this.authenticate(socket, roles).then(
        () => next(),
        (error: Error) => {
          next(error);
          // The refusal goes out first. Whoever has no business here is not let try on and on over one connection.
          setImmediate(() => socket.conn.close());
        },
      );
    });
    this.#drain.attach(namespace);
  }

  /** @returns false when the request has been refused and answered. */
  private admitHandshake(request: IncomingMessage, openConnections: number): boolean {
    try {
      this.#limits.admitHandshake(request, openConnections);
      return true;
    } catch (error) {
      this.#refusals.count((error as Refused).code, 'socket');
      endWithProblem(request.socket, error as Refused, request.url ?? '/');
      return false;
    }
  }

  private failure(refused: Refused): Ack<never> {
    this.#refusals.count(refused.code, 'socket');
    return { ok: false, error: toFailure(refused) };
  }

  #unknownEvent({ nsp }: Socket): Ack<never> {
    this.#refusals.count('NOT_FOUND', 'socket');
    const known = [...this.#events.get(nsp.name)!];
    const message = known.length > 0 ? `must be one of ${known.join(', ')}` : `nothing can be sent to ${nsp.name}`;
    return {
      ok: false,
      error: { code: 'NOT_FOUND', message: 'There is no such event', issues: [{ path: 'event', message }] },
    };
  }

  private async authenticate(socket: Socket, roles: readonly Claims['role'][]): Promise<void> {
    const shown = (this.#shown.get(socket.conn) ?? 0) + 1;
    this.#shown.set(socket.conn, shown);
    if (shown > MOST_TOKENS) throw this.refuse('FORBIDDEN');
    const claims = await this.#verifier.verify((socket.handshake.auth as { token?: unknown }).token);
    if (!claims) throw this.refuse('UNAUTHENTICATED');
    if (!roles.includes(claims.role)) throw this.refuse('FORBIDDEN');
    if (this.#drain.isDraining) throw this.refuse('DRAINING');
    // A connection that has closed meanwhile closes no more: what it took would be held for ever.
    if (socket.conn.readyState !== 'open') throw this.refuse('UNAUTHENTICATED');
    const { meter, release } = this.#admitSocket(claims);
    if (meter) this.#meters.set(socket, meter);
    (socket as AuthenticatedSocket).data.claims = claims;
    // The token must not stay readable on the socket, nor the handshake request in memory.
    delete (socket.handshake.auth as { token?: unknown }).token;
    // Who mistypes an event waits for an ack that no handler would give.
    socket.onAny((event: string, ...sent: unknown[]) => {
      if (this.#events.get(socket.nsp.name)!.has(event)) return;
      const ack = typeof sent.at(-1) === 'function' ? (sent.at(-1) as AckCallback) : undefined;
      const meter = this.#meters.get(socket);
      if (!meter || this.#admits(meter, socket, event, undefined, ack)) ack?.(this.#unknownEvent(socket));
    });
    const expiry = setTimeout(
      () => socket.disconnect(true),
      Math.min(claims.exp * 1000 - Date.now(), LONGEST_TIMER_MS),
    );
    expiry.unref();
    // Not with the socket: one whose connection closes before it is let in never hears that it is disconnected.
    socket.conn.once('close', () => {
      clearTimeout(expiry);
      release();
    });
    // A connection without a namespace would stay open, held by nothing but its answers to pings.
    socket.on('disconnect', () => socket.conn.close());
  }

  #admitSocket(claims: Claims): Admission {
    try {
      return this.#limits.admitSocket(claims);
    } catch (error) {
      const { code, retryAfterMs } = error as Refused;
      throw this.refuse(code, retryAfterMs);
    }
  }

  /** socket.io gives `message` and `data` of such an error to the client as `connect_error`. */
  private refuse(code: ErrorCode, retryAfterMs?: number): Error {
    this.#refusals.count(code, 'socket');
    return Object.assign(new Error(code), { data: { code, retryAfterMs } });
  }
}

type AckCallback = (answer: unknown) => void;
