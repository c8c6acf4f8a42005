import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { SettingsError, type Settings } from '../config/settings.js';
import type { Logger } from '../log.js';
import { LOG, SETTINGS } from '../tokens.js';
import { startEmbeddedRedis, type EmbeddedRedis } from './embedded/embedded-redis.js';
import { RedisWatch, type RedisTrouble } from './redis-watch.js';

/**
 * The connection of the request path: it fails fast, for a late answer is worth nothing, and it queues nothing while
 * Redis is away.
 */
const REQUEST_PATH: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  // The first decision is to follow within two seconds of the return: no single attempt may take longer than that.
  connectTimeout: 1_000,
  retryStrategy: (attempt) => Math.min(50 * attempt, 250),
  // ioredis would wait by its own estimate while the server loads; what loads says so itself, to every command.
  enableReadyCheck: false,
  lazyConnect: true,
};

const LOADING_POLL_MS = 100;

/** Redis: the operator's, or a private server of our own when REDIS_URL is not set. */
@Injectable()
export class RedisService implements OnApplicationShutdown {
  #client?: Redis;
  #watch?: RedisWatch;
  #subscriber?: Redis;
  readonly #listeners = new Map<string, (text: string) => void>();
  #gathered?: Redis['stream'];
  #embedded?: EmbeddedRedis;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  get client(): Redis {
    if (!this.#client) throw new Error('Redis is used before it was started');
    return this.#client;
  }

  /** For another connection to the same server: where it is, with the password that may be part of it. */
  get address(): string {
    return this.#embedded?.socketPath ?? this.settings.REDIS_URL!;
  }

  /**
   * The client, for commands that may travel together: what is sent in one turn of the event loop leaves in one packet.
   * ioredis can do that by itself (`enableAutoPipelining`), but the pipelines that it makes for it outlive young
   * collections by the thousand: sets that turn over quickly keep what was in them alive (V8 links old tables to new ones).
   */
  get gathering(): Redis {
    const { client } = this;
    const { stream } = client;
    if (this.#gathered || !stream) return client;
    this.#gathered = stream;
    stream.cork();
    setImmediate(() => this.sendGathered());
    return client;
  }

  /**
   * What is gathered leaves now. A commit does not wait for the end of the turn: by then others would have begun, and the
   * oldest decision would be the last one out.
   */
  sendGathered(): void {
    const gathered = this.#gathered;
    this.#gathered = undefined;
    gathered?.uncork();
  }

  /** Why Redis cannot carry a decision now, or nothing. Answers within the time that a command has. */
  async trouble(): Promise<RedisTrouble | undefined> {
    return this.#watch ? this.#watch.trouble() : 'REDIS_DOWN';
  }

  async start(): Promise<void> {
    const { REDIS_URL: url, PROXIMA_DATA_DIR: dataDir, PROXIMA_REDIS_TIMEOUT_MS: commandTimeout } = this.settings;
    if (!url) this.#embedded = await startEmbeddedRedis({ dataDir, onLog: (line) => this.log.warn(line) });
    const socketPath =
      this.#embedded?.socketPath ?? (url?.startsWith('/') ? url : undefined) ?? url?.match(/^unix:\/\/(.*)$/)?.[1];
    const options = { ...REQUEST_PATH, commandTimeout };
    const client = socketPath ? new Redis({ ...options, path: socketPath }) : new Redis(url!, options);
    // Each failed attempt to connect raises an error; without a listener that would end the process. The watch tells more.
    client.on('error', (error: NodeJS.ErrnoException) => this.log.debug({ code: error.code }, 'Redis does not answer'));
    this.#client = client;
    await client.connect().catch(() => {
      // The address without a password that may stand in it.
      const address = socketPath ?? new URL(url!).host;
      throw new SettingsError(`REDIS_URL: no Redis answers at ${address}`);
    });
    this.#watch = new RedisWatch(client, this.log);
    while ((await this.#watch.ask()) === 'REDIS_LOADING') await sleep(LOADING_POLL_MS);
    this.#watch.start();
  }

  /** Messages of a channel, over a connection of their own that comes back by itself; what is sent meanwhile is lost. */
  subscribe(channel: string, onMessage: (text: string) => void): void {
    this.#listeners.set(channel, onMessage);
    if (this.#subscriber) void this.#subscriber.subscribe(channel).catch(() => undefined);
    else this.connectSubscriber();
  }

  private connectSubscriber(): void {
    const subscriber = this.client.duplicate({ ...REQUEST_PATH, commandTimeout: undefined });
    this.#subscriber = subscriber;
    subscriber.on('error', (error: NodeJS.ErrnoException) =>
      this.log.debug({ code: error.code }, 'Redis does not answer the subscriber'),
    );
    subscriber.on('message', (channel: string, text: string) => this.#listeners.get(channel)?.(text));
    // Each time anew: a server that loads its file refuses, and so may one that was failed over to.
    subscriber.on('ready', () => {
      subscriber.subscribe(...this.#listeners.keys()).catch(() => subscriber.disconnect(true));
    });
    subscriber.connect().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#watch?.stop();
    this.#subscriber?.disconnect();
    this.#client?.disconnect();
    await this.#embedded?.stop();
  }
}
