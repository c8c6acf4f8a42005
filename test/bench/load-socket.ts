import { WebSocket } from 'ws';

type OnAck = (answer: unknown) => void;

/**
 * A socket of the load: as much of the protocol of socket.io (version 5, over engine.io 4) as the bench speaks, and no
 * more. The official client costs as much of the two cores as a fifth of the engine, and that part would be missing in
 * what is measured. That the engine is right with the official client is shown by the end-to-end tests.
 */
export class LoadSocket {
  readonly #acks = new Map<number, OnAck>();
  #lastId = 0;
  onPush: (push: { decisionId: string }) => void = () => undefined;

  private constructor(
    private readonly webSocket: WebSocket,
    private readonly namespace: string,
  ) {}

  static connect(url: string, namespace: string, auth: Record<string, string>): Promise<LoadSocket> {
    const webSocket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    const socket = new LoadSocket(webSocket, namespace);
    return new Promise((resolve, reject) => {
      webSocket.once('error', reject);
      webSocket.once('close', () => reject(new Error('the socket was closed before it was connected')));
      webSocket.on('message', (data: Buffer) => {
        const packet = data.toString();
        if (packet === '2') return webSocket.send('3');
        if (packet.startsWith('0')) return webSocket.send(`40${namespace},${JSON.stringify(auth)}`);
        if (packet.startsWith('40')) return resolve(socket);
        if (packet.startsWith('44')) return reject(new Error(`socket refused: ${packet}`));
        socket.receive(packet);
      });
    });
  }

  emit(event: string, message: unknown, onAck?: OnAck): void {
    const id = onAck ? `${++this.#lastId}` : '';
    if (onAck) this.#acks.set(this.#lastId, onAck);
    this.webSocket.send(`42${this.namespace},${id}["${event}",${JSON.stringify(message)}]`);
  }

  emitWithAck(event: string, message: unknown): Promise<unknown> {
    return new Promise((resolve) => this.emit(event, message, resolve));
  }

  disconnect(): void {
    this.webSocket.close();
  }

  /** `42/namespace,ID["event",...]` is an event, acked when it has an ID; `43/namespace,ID[answer]` is an ack. */
  private receive(packet: string): void {
    const idStart = packet.indexOf(',') + 1;
    const bodyStart = packet.indexOf('[', idStart);
    const id = packet.slice(idStart, bodyStart);
    const body = JSON.parse(packet.slice(bodyStart)) as unknown[];
    if (packet.startsWith('43')) {
      const onAck = this.#acks.get(Number(id));
      this.#acks.delete(Number(id));
      onAck?.(body[0]);
    } else if (body[0] === 'offer:push') {
      if (id) this.webSocket.send(`43${this.namespace},${id}[]`);
      this.onPush(body[1] as { decisionId: string });
    }
  }
}
