import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Server, ServerOptions, Socket } from 'socket.io';
import { ERRORS, type Ack, type ErrorCode } from '../contract/errors.js';
import type { Claims } from './auth/claims.js';
import { TokenVerifier } from './auth/token-verifier.js';
import { Drain } from './drain.js';
import { Metrics } from './metrics/metrics.js';
import { RefusalMetrics } from './metrics/refusal.metrics.js';

/** A socket that has shown a token. */
export type AuthenticatedSocket = Socket & { data: { claims: Claims } };

/** Long timers overflow; a token that lasts longer than this is checked again at the next connect. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Web sockets only, without compression (250 KiB a socket against 19), small frames. Authentication happens in the
 * namespace's own middleware: Nest's guards do not run when a socket connects.
 */
export class SocketAdapter extends IoAdapter {
  readonly #verifier: TokenVerifier;
  readonly #events = new Set<string>();
  readonly #drain: Drain;
  readonly #metrics: Metrics;
  readonly #refusals: RefusalMetrics;

  constructor(app: INestApplicationContext) {
    super(app);
    this.#drain = app.get(Drain);
    this.#metrics = app.get(Metrics);
    this.#refusals = app.get(RefusalMetrics);
    this.#verifier = app.get(TokenVerifier);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      perMessageDeflate: false,
      maxHttpBufferSize: 64 * 1024,
      connectTimeout: 5_000,
      serveClient: false,
    } as ServerOptions) as Server;
    // Nobody has business in the default namespace.
    server.use((_socket, next) => next(this.refuse('FORBIDDEN')));
    const devices = server.of('/v1/device');
    devices.use((socket, next) => {
      this.authenticate(socket, ['device', 'till']).then(
        () => next(),
        (error: Error) => next(error),
      );
    });
    this.#drain.attach(devices);
    this.#metrics.reading('proxima_sockets_connected', 'Devices and tills connected now', () => devices.sockets.size);
    return server;
  }

  /**
   * Plain listeners in place of one observable chain for each event of each socket: our handlers answer with one promise,
   * and the chains cost more memory a socket than everything else of ours.
   */
  override bindMessageHandlers(socket: Socket, handlers: MessageMappingProperties[]): void {
    for (const { message, callback } of handlers) {
      this.#events.add(String(message));
      socket.on(String(message), (...sent: unknown[]) => {
        const last = sent.at(-1);
        const ack = typeof last === 'function' ? (last as (answer: unknown) => void) : undefined;
        if (this.#drain.isClosed) return void ack?.(this.failure('DRAINING'));
        this.#drain.enter();
        void (callback(ack && sent.length === 1 ? undefined : sent[0], ack) as Promise<Ack<unknown> | undefined>)
          .then((answer) => {
            if (answer === undefined) return;
            if (!answer.ok) this.#refusals.count(answer.error.code, 'socket');
            ack?.(answer);
          })
          .finally(() => this.#drain.leave());
      });
    }
  }

  private failure(code: ErrorCode): Ack<never> {
    this.#refusals.count(code, 'socket');
    return { ok: false, error: { code, message: ERRORS[code].title, issues: [] } };
  }

  #unknownEvent(): Ack<never> {
    this.#refusals.count('NOT_FOUND', 'socket');
    const message = `must be one of ${[...this.#events].join(', ')}`;
    return {
      ok: false,
      error: { code: 'NOT_FOUND', message: 'There is no such event', issues: [{ path: 'event', message }] },
    };
  }

  private async authenticate(socket: Socket, roles: readonly Claims['role'][]): Promise<void> {
    const claims = await this.#verifier.verify((socket.handshake.auth as { token?: unknown }).token);
    if (!claims) throw this.refuse('UNAUTHENTICATED');
    if (!roles.includes(claims.role)) throw this.refuse('FORBIDDEN');
    if (this.#drain.isDraining) throw this.refuse('DRAINING');
    (socket as AuthenticatedSocket).data.claims = claims;
    // The token must not stay readable on the socket, nor the handshake request in memory.
    delete (socket.handshake.auth as { token?: unknown }).token;
    // Who mistypes an event waits for an ack that no handler would give.
    socket.onAny((event: string, ...sent: unknown[]) => {
      const ack = sent.at(-1);
      if (!this.#events.has(event) && typeof ack === 'function') ack(this.#unknownEvent());
    });
    const expiry = setTimeout(
      () => socket.disconnect(true),
      Math.min(claims.exp * 1000 - Date.now(), LONGEST_TIMER_MS),
    );
    expiry.unref();
    socket.on('disconnect', () => clearTimeout(expiry));
  }

  /** socket.io gives `message` and `data` of such an error to the client as `connect_error`. */
  private refuse(code: 'UNAUTHENTICATED' | 'FORBIDDEN' | 'DRAINING'): Error {
    this.#refusals.count(code, 'socket');
    return Object.assign(new Error(code), { data: { code } });
  }
}
