import { WebSocket } from 'ws';

const NAMESPACE = '/v1/device';
const CONNECT_TIMEOUT_MS = 20_000;

export type Heard = { answer: unknown } | 'hanging' | 'closed';

/** As much of socket.io as a hostile client needs: it writes whatever it is given, and hears acks and pushes. */
export class FuzzSocket {
  readonly #acks = new Map<number, (heard: Heard) => void>();
  #lastId = 0;

  private constructor(
    private readonly webSocket: WebSocket,
    private readonly onDelivery: (deliveryId: string) => void,
  ) {
    webSocket.on('close', () => {
      for (const settle of this.#acks.values()) settle('closed');
    });
  }

  static async connect(url: string, token: string, onDelivery: (deliveryId: string) => void): Promise<FuzzSocket> {
    const webSocket = await openWebSocket(url);
    const socket = new FuzzSocket(webSocket, onDelivery);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The engine let no socket in')), CONNECT_TIMEOUT_MS);
      webSocket.once('close', () => reject(new Error('The engine closed a socket with a valid token')));
      webSocket.on('message', (data: Buffer) => {
        const packet = data.toString();
        if (!packet.startsWith('40/')) return socket.receive(packet);
        clearTimeout(timer);
        resolve();
      });
      webSocket.send(`40${NAMESPACE},${JSON.stringify({ token })}`);
    });
    return socket;
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  /** @param args JSON of what follows the name of the event, such as `,{"a":1}`. */
  ask(event: string, args: string, timeoutMs: number): Promise<Heard> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle('hanging'), timeoutMs);
      const settle = (heard: Heard) => {
        clearTimeout(timer);
        this.#acks.delete(id);
        resolve(heard);
      };
      this.#acks.set(id, settle);
      this.webSocket.send(`42${NAMESPACE},${id}[${JSON.stringify(event)}${args}]`);
    });
  }

  tell(event: string, args: string): void {
    this.webSocket.send(`42${NAMESPACE},[${JSON.stringify(event)}${args}]`);
  }

  close(): void {
    this.webSocket.terminate();
  }

  private receive(packet: string): void {
    if (packet === '2') return this.webSocket.send('3');
    const match = /^4([23])\/v1\/device,(\d*)(\[.*)$/s.exec(packet);
    if (!match) return;
    const [, kind, id, body] = match;
    const sent = JSON.parse(body!) as unknown[];
    if (kind === '3') return this.#acks.get(Number(id))?.({ answer: sent[0] });
    this.onDelivery((sent[1] as { deliveryId: string }).deliveryId);
    // The engine asks for nothing in this ack, so it may hold anything, and come twice.
    for (const ack of ['[]', '[{"__proto__":1},null]']) this.webSocket.send(`43${NAMESPACE},${id}${ack}`);
  }
}

/** One frame on a connection of its own, which is closed after it, if not before. */
export async function fireFrame(url: string, frame: string | Uint8Array, token: string | undefined): Promise<void> {
  const webSocket = await openWebSocket(url);
  const closed = new Promise<void>((resolve) => webSocket.once('close', () => resolve()));
  if (token !== undefined) webSocket.send(`40${NAMESPACE},${JSON.stringify({ token })}`);
  webSocket.send(frame, () => webSocket.close());
  const killer = setTimeout(() => webSocket.terminate(), 2_000);
  await closed;
  clearTimeout(killer);
}

function openWebSocket(url: string): Promise<WebSocket> {
  const address = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const webSocket = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout: CONNECT_TIMEOUT_MS });
  return new Promise((resolve, reject) => {
    webSocket.once('open', () => resolve(webSocket));
    webSocket.on('error', reject);
  });
}
