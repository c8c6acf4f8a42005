import { createServer, type Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { findFault, type DeviceEvent } from './messages.js';

export interface Received {
  readonly event: string;
  readonly payload: Record<string, unknown>;
  readonly atMs: number;
}

/** Gives the client its answer. */
export type Ack = (...told: unknown[]) => void;

/** Where a client under trial connects: the namespace of devices, which notes all that comes and can break the line. */
export abstract class Door {
  readonly received: Received[] = [];
  /** What was wrong with messages, in words. */
  readonly faults: string[] = [];
  /** When a connection was tried, whether it was let in or not (ms, monotonic). */
  readonly tried: number[] = [];
  readonly #http: HttpServer = createServer();
  readonly #server: Server;
  #socket?: Socket;

  protected constructor() {
    this.#server = new Server(this.#http, { transports: ['websocket'], serveClient: false });
    const devices = this.#server.of('/v1/device');
    devices.use((socket, next) => {
      this.tried.push(performance.now());
      void this.admit(socket).then(next);
    });
    devices.on('connection', (socket) => this.take(socket));
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

  emit(event: string, ...payloads: unknown[]): void {
    this.#socket?.emit(event, ...payloads);
  }

  /** The line breaks, without a word. */
  cut(): void {
    this.#socket?.conn.close();
    this.#socket = undefined;
  }

  async stop(): Promise<void> {
    await this.#server.close();
  }

  protected async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** @returns why this connection is refused; nothing lets it in. Never rejects. */
  protected abstract admit(socket: Socket): Promise<Error | undefined>;

  /** A client is in. */
  protected welcome(_socket: Socket): void {}

  /** A message has come; it is noted already. `payloads` is all that it carries but the ack callback. */
  protected abstract hear(socket: Socket, event: string, payloads: readonly unknown[], ack?: Ack): void;

  private take(socket: Socket): void {
    this.#socket = socket;
    socket.onAny((event: string, ...sent: unknown[]) => {
      const fault = findFault(event, sent[0], sent[1]);
      if (fault) this.faults.push(fault);
      const [payloads, ack] = partAck(sent);
      const message = (payloads[0] ?? {}) as Record<string, unknown>;
      this.received.push({ event, payload: message, atMs: performance.now() });
      this.hear(socket, event, payloads, ack);
    });
    this.welcome(socket);
  }
}

/** socket.io gives the ack callback, where there is one, as the last argument. */
export function partAck(sent: readonly unknown[]): [payloads: readonly unknown[], ack?: Ack] {
  const last = sent.at(-1);
  return typeof last === 'function' ? [sent.slice(0, -1), last as Ack] : [sent];
}

/** socket.io gives `data` of such an error to the client as `connect_error`. */
export function refused(code: string, retryAfterMs?: number): Error {
  return Object.assign(new Error(code), { data: { code, retryAfterMs } });
}
