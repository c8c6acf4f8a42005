import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, type ConnectionOptions, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { TenantId } from '../core/types/ids.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { keys } from './keys.js';

/** Uploads are heavy and wait for each other; a publication waits for nothing but engines. */
export const CATALOG_QUEUES = { upload: 'catalog-uploads', publication: 'catalog-publications' } as const;
export type CatalogQueueName = keyof typeof CATALOG_QUEUES;

export interface CatalogJob {
  readonly tenant: TenantId;
  /** Of the upload or the publication. */
  readonly id: string;
  /** Of the upload: what an older attempt left in the queue is passed over. */
  readonly attempt: number;
}

/** A worker that dies is noticed after this time; its job then begins anew with another. */
const JOB: JobsOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: { age: 86_400, count: 1_000 },
};

/** Gives work on catalogs to whichever worker has time. */
@Injectable()
export class CatalogQueue implements OnApplicationShutdown {
  readonly #queues = new Map<CatalogQueueName, Queue<CatalogJob>>();
  #connection?: Redis;

  constructor(private readonly redis: RedisService) {}

  /** The same job is taken once, however often it is given. */
  async add(name: CatalogQueueName, job: CatalogJob): Promise<void> {
    await this.queue(name).add(name, job, {
      ...JOB,
      jobId: [job.tenant, job.id, job.attempt].map(encodeURIComponent).join('-'),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()));
    this.#connection?.disconnect();
  }

  private queue(name: CatalogQueueName): Queue<CatalogJob> {
    const known = this.#queues.get(name);
    if (known) return known;
    this.#connection ??= jobsConnection(this.redis);
    const connection = this.#connection as unknown as ConnectionOptions;
    const queue = new Queue<CatalogJob>(CATALOG_QUEUES[name], { connection, prefix: keys.jobs() });
    // Without a listener a Redis that is away would end the process. Its own watch tells of it.
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}

/** BullMQ waits for Redis as long as it takes, on connections of its own. */
export function jobsConnection(redis: RedisService): Redis {
  const connection = redis.client.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
    enableReadyCheck: false,
    lazyConnect: false,
  });
  connection.on('error', () => undefined);
  return connection;
}
