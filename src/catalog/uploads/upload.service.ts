import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { UploadQuery } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogQueue } from '../../state/catalog-queue.js';
import { LIFETIMES } from '../../state/keys.js';
import { CatalogRepository } from '../catalog.repository.js';
import { VersionRepository } from '../version.repository.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import { ENDED, type UploadRecord } from './upload-record.js';
import { UploadSpace } from './upload-space.js';
import { UploadRepository } from './upload.repository.js';

const MOST_UNDER_WAY = 20;
const RETRY_MS = 10_000;
const MOST_LOOKS = 4;
const LOOK_AGAIN_MS = 100;
/** Whether there is still space is looked at again after each of these. */
const LOOK_BYTES = 32 * 1024 ** 2;

/** Takes files in, and gives them to a worker. */
@Injectable()
export class UploadService {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly catalogs: CatalogRepository,
    private readonly versions: VersionRepository,
    private readonly queue: CatalogQueue,
    private readonly space: UploadSpace,
  ) {}

  /**
   * The upload is named by what it is of: the same file, asked for in the same way, is the same upload. It is worked on
   * anew when it was not brought to its end, or when another version serves by now.
   * @throws Refused TOO_LARGE, INVALID_MESSAGE for an empty body or one that breaks off, RATE_LIMITED, SPACE_FULL.
   */
  async take(
    tenant: TenantId,
    by: string,
    query: UploadQuery,
    source: AsyncIterable<Buffer>,
  ): Promise<{ record: UploadRecord; isNew: boolean }> {
    const draft = `draft-${randomUUID()}`;
    try {
      await this.space.enter(tenant, draft);
      await this.refuseTooMany(tenant, draft);
      await this.space.refuseFull(tenant);
      return await this.takeIn(tenant, by, query, source, draft);
    } finally {
      await this.space.leave(tenant, draft);
    }
  }

  private async takeIn(
    tenant: TenantId,
    by: string,
    query: UploadQuery,
    source: AsyncIterable<Buffer>,
    draft: string,
  ): Promise<{ record: UploadRecord; isNew: boolean }> {
    const { bytes, hash } = await this.keep(tenant, draft, source);
    const { name, ...manner } = query;
    const mapping = query.mapping && (await this.uploads.mapping(tenant, query.mapping));
    const uploadId = createHash('sha256')
      .update(JSON.stringify([hash, manner, mapping ?? null]))
      .digest('hex')
      .slice(0, 16);
    const known = await this.uploads.find(tenant, uploadId);
    if (known && (await this.isCurrent(tenant, known))) {
      await this.uploads.fileThatCame(tenant, draft).remove();
      // Its job may have been lost between the record and the queue.
      if (!ENDED.has(known.state)) {
        const { attempt } = known;
        await this.queue.add('upload', { tenant, id: uploadId, attempt });
      }
      return { record: known, isNew: false };
    }
    const record: UploadRecord = {
      ...manner,
      uploadId,
      state: 'queued',
      name,
      by,
      at: new Date().toISOString(),
      bytes,
      attempt: (known?.attempt ?? 0) + 1,
      rows: 0,
      badRows: 0,
      hasFileBack: false,
      isCancelled: false,
    };
    await this.uploads.keepFile(tenant, draft, uploadId);
    // Of those under way from here on: counted twice, it would be in the way of others.
    await this.space.leave(tenant, draft);
    await this.uploads.begin(tenant, record);
    await this.queue.add('upload', { tenant, id: uploadId, attempt: record.attempt });
    return { record, isNew: true };
  }

  /**
   * Ends the work on it; what is not begun is never begun. One that has ended is removed with all that is kept of it,
   * and with its version if that has never served. @throws Refused NOT_FOUND.
   */
  async cancel(tenant: TenantId, uploadId: string): Promise<UploadRecord> {
    const record = await this.uploads.find(tenant, uploadId);
    if (!record) throw new Refused('NOT_FOUND', 'There is no such upload; it may have been long ago');
    if (ENDED.has(record.state)) {
      await this.remove(tenant, record);
      return record;
    }
    const state = record.state === 'queued' ? 'cancelled' : record.state;
    await this.uploads.change(tenant, uploadId, { isCancelled: true, state });
    return { ...record, isCancelled: true, state };
  }

  private async remove(tenant: TenantId, { uploadId, version }: UploadRecord): Promise<void> {
    const origin = version && (await this.catalogs.origin(tenant, version));
    if (origin && origin.upload === uploadId) await this.catalogs.removeUnserved(tenant, version);
    await this.uploads.remove(tenant, uploadId);
  }

  /** Each keeps its file in the state store. One that has just come may be counted twice, on its way and as come: look again. */
  private async refuseTooMany(tenant: TenantId, draft: string): Promise<void> {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      if (looks > 0) await sleep(LOOK_AGAIN_MS);
      const ahead = await this.space.ahead(tenant, draft);
      const newest = await this.uploads.list(tenant, 2 * MOST_UNDER_WAY);
      const underWay = newest.filter(({ state }) => !ENDED.has(state)).length;
      if (ahead + underWay < MOST_UNDER_WAY) return;
    }
    throw new Refused('RATE_LIMITED', `${MOST_UNDER_WAY} uploads wait already; cancel some, or wait`, [], RETRY_MS);
  }

  private async isCurrent(tenant: TenantId, { state, isCancelled, against, version }: UploadRecord): Promise<boolean> {
    if (!ENDED.has(state)) return !isCancelled;
    if (state === 'refused') return true;
    if (state !== 'checked') return false;
    if (version && !(await this.versions.isWhole(tenant, version))) return false;
    return (await this.catalogs.currentVersion(tenant)) === against;
  }

  private async keep(
    tenant: TenantId,
    draft: string,
    source: AsyncIterable<Buffer>,
  ): Promise<{ bytes: number; hash: string }> {
    const hash = createHash('sha256');
    const { space } = this;
    let [bytes, askAgainAt] = [0, LOOK_BYTES];
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const piece of unbroken(source)) {
        bytes += piece.length;
        if (bytes > IMPORT_LIMITS.fileBytes) throw new Refused('TOO_LARGE', 'A file may have 1 GiB; pack it with gzip');
        hash.update(piece);
        yield piece;
        if (bytes < askAgainAt) continue;
        askAgainAt = bytes + LOOK_BYTES;
        await space.refuseFull(tenant, true);
      }
    }
    await this.uploads.fileThatCame(tenant, draft).write(counted(), LIFETIMES.comingMs);
    if (bytes === 0) throw new Refused('INVALID_MESSAGE', 'The body is empty; send the file itself as the body');
    return { bytes, hash: hash.digest('hex') };
  }
}

/** A line that breaks is the sender's matter, and no fault of ours. */
async function* unbroken(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch {
    throw new Refused('INVALID_MESSAGE', 'The body broke off before its end');
  }
}
