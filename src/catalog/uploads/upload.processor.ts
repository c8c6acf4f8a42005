import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { UploadState } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import type { Settings } from '../../platform/config/settings.js';
import type { Logger } from '../../platform/log.js';
import { RedisService } from '../../platform/redis/redis.service.js';
import { LOG, SETTINGS } from '../../platform/tokens.js';
import { CatalogChannel } from '../../state/catalog-channel.js';
import type { CatalogJob } from '../../state/catalog-queue.js';
import { CatalogRepository } from '../catalog.repository.js';
import { Unreadable } from '../import/unreadable.js';
import { VersionRepository } from '../version.repository.js';
import { ENDED, type UploadRecord } from './upload-record.js';
import { UploadSpace } from './upload-space.js';
import { runUploadThread } from './upload-thread.js';
import { UploadRepository } from './upload.repository.js';

const LOOK_MS = 500;
const DAY_MS = 86_400_000;

/** The upload was cancelled while it was worked on. */
class Cancelled extends Error {}

/** Works on uploads, one after the other, each in a thread of its own; says how far it is, and sees to being cancelled. */
@Injectable()
export class UploadProcessor {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly versions: VersionRepository,
    private readonly catalogs: CatalogRepository,
    private readonly channel: CatalogChannel,
    private readonly redis: RedisService,
    private readonly space: UploadSpace,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** What a worker left behind that was killed a day ago or more. */
  async sweep(): Promise<void> {
    const folders = await readdir(this.folder()).catch(() => []);
    for (const name of folders) {
      const path = this.folder(name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
    }
  }

  /** Again after any fault that is none of the file: an upload ends once, whatever happens on the way. */
  async process(job: Job<CatalogJob>): Promise<void> {
    const { tenant, id, attempt } = job.data;
    const record = await this.uploads.find(tenant, id);
    if (!record || record.attempt !== attempt || ENDED.has(record.state)) return;
    try {
      await this.work(tenant, record);
    } catch (error) {
      if (error instanceof Cancelled) return this.end(tenant, record, 'cancelled', {});
      if (error instanceof Unreadable) {
        const { code, message, german } = error;
        return this.end(tenant, record, 'refused', { code, message, german });
      }
      this.log.error({ upload: id, err: error }, 'an upload could not be worked on');
      const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      if (!isLast) throw error;
      await this.end(tenant, record, 'failed', { code: 'INTERNAL', message: 'A fault of the engine: send it again' });
    }
  }

  /** Its workers died over it, again and again. */
  async giveUp({ tenant, id, attempt }: CatalogJob): Promise<void> {
    const record = await this.uploads.find(tenant, id);
    if (!record || record.attempt !== attempt || ENDED.has(record.state)) return;
    const message = 'Nobody could work on it to its end: send it again, or a smaller part of it';
    await this.end(tenant, record, 'failed', { code: 'INTERNAL', message });
  }

  private async work(tenant: TenantId, record: UploadRecord): Promise<void> {
    const { uploadId } = record;
    await this.refuseFull(tenant);
    const folder = this.folder(`${encodeURIComponent(tenant)}-${uploadId}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.tell(tenant, record, { state: 'checking', rows: 0 });
    const ending = new AbortController();
    const draft = randomUUID();
    let rows = 0;
    const look = setInterval(() => {
      this.look(tenant, record, rows, ending).catch(() => undefined);
    }, LOOK_MS);
    try {
      const settings = { ...this.settings, REDIS_URL: this.redis.address };
      const task = { settings, tenant, record, folder, draft };
      const result = await runUploadThread(task, (read) => (rows = read), ending.signal);
      clearInterval(look);
      const { by, at } = record;
      if (result.version) {
        const offers = (await this.versions.head(tenant, result.version))!.offers;
        const { badRows, errors, mergedInto } = result;
        const origin = { by, at, offers, badRows, errors, upload: uploadId, mergedInto };
        await this.catalogs.noteOrigin(tenant, result.version, origin);
      }
      await this.end(tenant, record, 'checked', result);
    } finally {
      clearInterval(look);
      await rm(folder, { recursive: true, force: true });
      await this.versions.discard(tenant, draft).catch(() => undefined);
    }
  }

  /** Its version may be as large as all that serves. */
  private async refuseFull(tenant: TenantId): Promise<void> {
    try {
      await this.space.refuseFull(tenant);
    } catch (error) {
      if (error instanceof Refused && error.code === 'SPACE_FULL') throw new Unreadable(error.code, error.message);
      throw error;
    }
  }

  private async look(tenant: TenantId, record: UploadRecord, rows: number, ending: AbortController): Promise<void> {
    const now = await this.uploads.find(tenant, record.uploadId);
    if (!now || now.isCancelled) ending.abort(new Cancelled());
    else if (rows > now.rows) await this.tell(tenant, record, { state: 'checking', rows });
  }

  private async end(
    tenant: TenantId,
    record: UploadRecord,
    state: UploadState,
    changes: Partial<UploadRecord>,
  ): Promise<void> {
    await this.tell(tenant, record, { ...changes, state });
  }

  private async tell(tenant: TenantId, { uploadId }: UploadRecord, changes: Partial<UploadRecord>): Promise<void> {
    await this.uploads.change(tenant, uploadId, changes);
    const { state, rows = 0, version } = changes;
    await this.channel.tellNews(tenant, {
      event: 'catalog:progress',
      payload: { uploadId, state: state!, rows, version },
    });
  }

  private folder(...names: string[]): string {
    return join(this.settings.PROXIMA_DATA_DIR, 'uploads', ...names);
  }
}
