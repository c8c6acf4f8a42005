import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Worker, type ConnectionOptions, type Processor } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../platform/log.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { LOG } from '../platform/tokens.js';
import { CATALOG_QUEUES, jobsConnection, type CatalogJob, type CatalogQueueName } from '../state/catalog-queue.js';
import { keys } from '../state/keys.js';
import { PublicationJob } from './publish/publication.job.js';
import { UploadProcessor } from './uploads/upload.processor.js';

/** A worker that died is noticed after this time, and another goes on. */
const DEAD_MS = 10_000;
const LOOK_FOR_DEAD_MS = 3_000;
/** A machine that dies over the same file again and again is not to be asked for ever. */
const MOST_DEATHS = 3;
const AT_ONCE = { upload: 1, publication: 8 } as const;

/** Takes work on catalogs from the queues. */
@Injectable()
export class CatalogProcessor implements OnApplicationShutdown {
  readonly #workers: Worker[] = [];
  #connection?: Redis;

  constructor(
    private readonly redis: RedisService,
    private readonly uploads: UploadProcessor,
    private readonly publications: PublicationJob,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  start(): void {
    this.#connection = jobsConnection(this.redis);
    this.work(
      'upload',
      (job) => this.uploads.process(job),
      (job) => this.uploads.giveUp(job),
    );
    this.work(
      'publication',
      ({ data }) => this.publications.run(data.tenant, data.id),
      ({ tenant, id }) => this.publications.giveUp(tenant, id),
    );
    this.uploads.sweep().catch((error: Error) => this.log.warn({ err: error }, 'old uploads could not be removed'));
  }

  async onApplicationShutdown(): Promise<void> {
    // What is under way is taken over by another, or begun anew at the next start.
    await Promise.allSettled(this.#workers.map((worker) => worker.close(true)));
    this.#connection?.disconnect();
  }

  private work(
    name: CatalogQueueName,
    processor: Processor<CatalogJob>,
    giveUp: (job: CatalogJob) => Promise<void>,
  ): void {
    const worker = new Worker<CatalogJob>(CATALOG_QUEUES[name], processor, {
      connection: this.#connection as unknown as ConnectionOptions,
      prefix: keys.jobs(),
      concurrency: AT_ONCE[name],
      lockDuration: DEAD_MS,
      stalledInterval: LOOK_FOR_DEAD_MS,
      maxStalledCount: MOST_DEATHS,
    });
    // Without a listener a Redis that is away would end the process.
    worker.on('error', (error) => this.log.debug({ queue: name, err: error }, 'the queue cannot be read'));
    worker.on('failed', (job, error) => {
      this.log.warn({ queue: name, err: error }, 'work on a catalog failed');
      if (job?.finishedOn) giveUp(job.data).catch(() => undefined);
    });
    this.#workers.push(worker);
  }
}
