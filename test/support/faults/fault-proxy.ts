import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Stream, type LinkFaults } from './faulty-stream.js';

/** Where the traffic goes: the path of a unix socket, or a port of the loopback interface. */
export type Target = string | number;

/** Connections in both directions through one stream each, and the faults that hold for all of them. */
interface Link {
  readonly client: Socket;
  readonly streams: readonly Stream[];
  cut(): void;
}

/**
 * A TCP server on a free port of the loopback interface that hands everything on to `target`, as badly as it is told,
 * switched while it runs. The verbs are those of toxiproxy (https://github.com/Shopify/toxiproxy#toxics).
 */
export class FaultProxy {
  readonly #links = new Set<Link>();
  #server?: Server;
  #faults: LinkFaults = {};
  #port = 0;

  private constructor(private readonly target: Target) {}

  static async start(target: Target): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.up();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get connections(): number {
    return this.#links.size;
  }

  /** These faults from now on, on connections that stand too, in place of those before; none heals the link. */
  set(faults: LinkFaults = {}): void {
    this.#faults = faults;
    for (const { streams } of this.#links) for (const stream of streams) stream.wake();
  }

  /** Breaks every connection with a reset; new ones are taken. */
  reset(): void {
    for (const { client } of this.#links) client.resetAndDestroy();
  }

  /** Breaks every connection and refuses new ones. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    this.reset();
    await closed;
  }

  /** Takes connections again, on the same port. */
  async up(): Promise<void> {
    if (this.#server) return;
    const server = createServer((client) => this.join(client)).listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  private join(client: Socket): void {
    const server = typeof this.target === 'string' ? connect(this.target) : connect(this.target, '127.0.0.1');
    const faults = () => this.#faults;
    const streams = [new Stream(client, server, faults, 'up'), new Stream(server, client, faults, 'down')];
    const link: Link = {
      client,
      streams,
      cut: () => {
        this.#links.delete(link);
        for (const stream of streams) stream.end();
        client.destroy();
        server.destroy();
      },
    };
    this.#links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => link.cut());
    }
  }
}
