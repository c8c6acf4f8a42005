import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions, Socket } from 'socket.io';
import type { Claims } from './auth/claims.js';
import { TokenVerifier } from './auth/token-verifier.js';

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

  constructor(app: INestApplicationContext) {
    super(app);
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
    server.use((_socket, next) => next(refusal('FORBIDDEN')));
    server.of('/v1/device').use((socket, next) => {
      this.authenticate(socket, ['device', 'till']).then(
        () => next(),
        (error: Error) => next(error),
      );
    });
    return server;
  }

  private async authenticate(socket: Socket, roles: readonly Claims['role'][]): Promise<void> {
    const claims = await this.#verifier.verify((socket.handshake.auth as { token?: unknown }).token);
    if (!claims) throw refusal('UNAUTHENTICATED');
    if (!roles.includes(claims.role)) throw refusal('FORBIDDEN');
    (socket as AuthenticatedSocket).data.claims = claims;
    // The token must not stay readable on the socket, nor the handshake request in memory.
    delete (socket.handshake.auth as { token?: unknown }).token;
    const expiry = setTimeout(
      () => socket.disconnect(true),
      Math.min(claims.exp * 1000 - Date.now(), LONGEST_TIMER_MS),
    );
    expiry.unref();
    socket.on('disconnect', () => clearTimeout(expiry));
  }
}

/** socket.io gives `message` and `data` of such an error to the client as `connect_error`. */
function refusal(code: 'UNAUTHENTICATED' | 'FORBIDDEN'): Error {
  return Object.assign(new Error(code), { data: { code } });
}
