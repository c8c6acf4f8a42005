import { io, type Socket } from 'socket.io-client';

/** An engine lets somebody in within this, or is not there. */
const CONNECT_MS = 10_000;
/** What an engine has not acked by then it will not ack. */
const ACK_MS = 10_000;

type Heard = (event: string, ...sent: unknown[]) => void;

/** Why an engine let nobody in. */
export interface LineRefusal extends Error {
  /** Left out when no engine was there to say anything. */
  readonly data?: { readonly code?: string; readonly retryAfterMs?: number };
}

/** One connection to the namespace of devices of a running engine. */
export class EngineLine {
  readonly #socket: Socket;
  /** What came before anybody listened: an engine may speak in the moment in which it lets one in. */
  readonly #early: Parameters<Heard>[] = [];
  #heard?: Heard;

  private constructor(url: string, auth: Record<string, unknown>) {
    this.#socket = io(`${url}/v1/device`, {
      auth,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: CONNECT_MS,
    });
    this.#socket.onAny((...sent: Parameters<Heard>) => (this.#heard ? this.#heard(...sent) : this.#early.push(sent)));
  }

  /** @throws LineRefusal when it is not let in, or nobody is there */
  static async open(url: string, auth: Record<string, unknown>): Promise<EngineLine> {
    const line = new EngineLine(url, auth);
    try {
      await line.opened();
      return line;
    } catch (error) {
      line.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#socket.connected;
  }

  /** From now on all that the engine sends goes to `heard`, what it has sent already first; an ack callback comes last. */
  listen(heard: Heard): void {
    this.#heard = heard;
    for (const sent of this.#early.splice(0)) heard(...sent);
  }

  /** @throws Error without an ack in time, or when the line breaks */
  ask(event: string, payloads: readonly unknown[]): Promise<unknown> {
    return this.#socket.timeout(ACK_MS).emitWithAck(event, ...payloads);
  }

  /** @param closed is called once, when the line is no more, whoever has ended it */
  onceClosed(closed: () => void): void {
    this.#socket.once('disconnect', closed);
  }

  close(): void {
    this.#socket.disconnect();
  }

  private opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      // socket.io waits without end for a server that takes the web socket and then says nothing.
      const silence = setTimeout(() => reject(new Error(`it said nothing for ${CONNECT_MS / 1000} s`)), CONNECT_MS);
      this.#socket.once('connect', () => {
        clearTimeout(silence);
        resolve();
      });
      this.#socket.once('connect_error', (error) => {
        clearTimeout(silence);
        reject(error);
      });
    });
  }
}
