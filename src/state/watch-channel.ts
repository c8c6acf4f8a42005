import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { TenantId } from '../core/types/ids.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { keys } from './keys.js';

/** Gets what another process told about a tenant. */
export type WatchListener = (tenant: TenantId, text: string) => void;

/**
 * How engine processes tell each other what their customers do, for whoever watches: one channel of Redis for each
 * tenant. Nothing is kept. A tenant is watched while some process listens to its channel, so that no key has to be
 * renewed, and nobody is left who publishes for a watcher that crashed.
 *
 * Its commands do not go through `StateStore`: whether a console sees anything says nothing of the health of decisions.
 */
@Injectable()
export class WatchChannel implements OnApplicationShutdown {
  #subscriber?: Redis;
  readonly #listening = new Set<TenantId>();

  constructor(private readonly redis: RedisService) {}

  /** Tenants that somebody watches, on any machine. */
  async watchedTenants(): Promise<TenantId[]> {
    const prefix = keys.watchChannel('' as TenantId);
    const channels = (await this.redis.client.pubsub('CHANNELS', keys.watchChannel('*'))) as string[];
    return channels.map((channel) => channel.slice(prefix.length) as TenantId);
  }

  async publish(tenant: TenantId, text: string): Promise<void> {
    await this.redis.client.publish(keys.watchChannel(tenant), text);
  }

  /** Listens to these tenants and no other; the connection for it is open as long as there is one. */
  async listen(tenants: ReadonlySet<TenantId>, heard: WatchListener): Promise<void> {
    if (tenants.size === 0) return this.close();
    const subscriber = (this.#subscriber ??= this.connect(heard));
    const wanted = [...tenants].filter((tenant) => !this.#listening.has(tenant));
    const unwanted = [...this.#listening].filter((tenant) => !tenants.has(tenant));
    for (const tenant of wanted) this.#listening.add(tenant);
    for (const tenant of unwanted) this.#listening.delete(tenant);
    if (wanted.length > 0) await subscriber.subscribe(...wanted.map((tenant) => keys.watchChannel(tenant)));
    if (unwanted.length > 0) await subscriber.unsubscribe(...unwanted.map((tenant) => keys.watchChannel(tenant)));
  }

  onApplicationShutdown(): void {
    this.close();
  }

  /** Waits for Redis as long as it takes, and subscribes anew when it was away: nobody waits for its answers. */
  private connect(heard: WatchListener): Redis {
    const subscriber = this.redis.client.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
      lazyConnect: false,
    });
    const prefix = keys.watchChannel('' as TenantId);
    subscriber.on('message', (channel: string, text: string) => heard(channel.slice(prefix.length) as TenantId, text));
    // Without a listener an attempt to connect that fails would end the process. The watch of Redis tells of it.
    subscriber.on('error', () => undefined);
    return subscriber;
  }

  private close(): void {
    this.#subscriber?.disconnect();
    this.#subscriber = undefined;
    this.#listening.clear();
  }
}
