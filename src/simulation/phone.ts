// The device's side of the wire: socket.io over websocket only, every message with its ack.
import { io, type Socket } from 'socket.io-client';
import type { OfferPush } from '../contract/decision.js';
import type { Ack } from '../contract/errors.js';

const ACK_TIMEOUT_MS = 15_000;

export class Phone {
  onPush: (push: OfferPush) => void = () => {};
  onConnection: (change: 1 | -1) => void = () => {};
  private readonly socket: Socket;
  private readonly seen = new Set<string>();
  private lastSeq = 0;
  private wasConnected = false;

  constructor(url: string, token: string) {
    this.socket = io(`${url}/v1/device`, {
      auth: { token },
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      reconnectionDelayMax: 2_000,
    });
    this.socket.on('offer:push', (push: OfferPush, delivered?: () => void) => {
      delivered?.();
      this.receive(push);
    });
    this.socket.on('connect', () => {
      this.onConnection(1);
      if (this.wasConnected) void this.catchUp();
      this.wasConnected = true;
    });
    this.socket.on('disconnect', () => this.onConnection(-1));
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer to the handshake')), ACK_TIMEOUT_MS);
      timer.unref();
      this.socket.once('connect', () => (clearTimeout(timer), resolve()));
      this.socket.once('connect_error', (error) => (clearTimeout(timer), reject(error)));
      this.socket.connect();
    });
  }

  /** @throws Error with the stable code when the engine refuses, or when no answer comes. */
  async send<T>(event: string, message: unknown): Promise<T> {
    const ack = (await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, message)) as Ack<T>;
    if (ack.ok) return ack.data;
    const issues = ack.error.issues?.map(({ path, message: fault }) => `${path} ${fault}`).join('; ');
    throw new Error(`${event}: ${ack.error.code} ${issues || ack.error.message}`);
  }

  close(): void {
    this.socket.off();
    if (this.socket.connected) this.onConnection(-1);
    this.socket.disconnect();
  }

  /** After a break: what was pushed meanwhile. */
  private async catchUp(): Promise<void> {
    try {
      const { missed } = await this.send<{ missed: OfferPush[] }>('inbox:resume', { afterSeq: this.lastSeq });
      for (const push of missed) this.receive(push);
    } catch {
      // The next connection asks again.
    }
  }

  /** A push may come twice, once live and once from the inbox. */
  private receive(push: OfferPush): void {
    this.lastSeq = Math.max(this.lastSeq, push.seq);
    if (this.seen.has(push.deliveryId)) return;
    this.seen.add(push.deliveryId);
    this.onPush(push);
  }
}
