import { ProximaClient } from './client.js';
import { systemClock, type Clock } from './clock.js';
import { socketTransport } from './socket-transport.js';
import { memoryStorage, type KeyValueStorage } from './storage.js';
import { Tokens, type GetToken } from './tokens.js';

export interface ConnectOptions {
  /** Of the engine, such as https://offers.example.org */
  readonly url: string;
  /** One that serves until it ends. For more, give `getToken`. */
  readonly token?: string;
  /** Is called for the first token, before it ends, and when the engine refuses it. */
  readonly getToken?: GetToken;
  /** Where offers and feedback outlive the app. In memory when left out. */
  readonly storage?: KeyValueStorage;
  readonly clock?: Clock;
  /** Where the engine serves socket.io, when something before it rewrites paths. */
  readonly path?: string;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** Connects a device of one customer. Returns at once; the state tells how it goes. */
export function connect(options: ConnectOptions): ProximaClient {
  const { url, path, storage = memoryStorage(), clock = systemClock, random = Math.random } = options;
  if (options.token === undefined && !options.getToken) {
    throw new TypeError(
      'connect needs a token, or getToken that gives one. `npm run token` of the engine makes one to try.',
    );
  }
  return new ProximaClient({
    transport: socketTransport(url, path),
    tokens: new Tokens(options, clock),
    storage,
    clock,
    random,
    whenOnline,
  });
}

interface Network {
  addEventListener?(event: 'online', listener: () => void): void;
  removeEventListener?(event: 'online', listener: () => void): void;
}

/** Browsers tell when they are online again; nobody does elsewhere. */
function whenOnline(wake: () => void): () => void {
  const { window } = globalThis as { window?: Network };
  window?.addEventListener?.('online', wake);
  return () => window?.removeEventListener?.('online', wake);
}
