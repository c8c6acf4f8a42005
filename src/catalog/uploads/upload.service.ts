import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { UploadQuery } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogQueue } from '../../state/catalog-queue.js';
import { CatalogRepository } from '../catalog.repository.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import { ENDED, type UploadRecord } from './upload-record.js';
import { UploadRepository } from './upload.repository.js';

const MOST_UNDER_WAY = 20;
const RETRY_MS = 10_000;

/** Takes files in, and gives them to a worker. */
@Injectable()
export class UploadService {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly catalogs: CatalogRepository,
    private readonly queue: CatalogQueue,
  ) {}

  /**
   * The upload is named by what it is of: the same file, asked for in the same way, is the same upload. It is worked on
   * anew when it was not brought to its end, or when another version serves by now.
   * @throws Refused TOO_LARGE, INVALID_MESSAGE for an empty body or one that breaks off, RATE_LIMITED.
   */
  async take(
    tenant: TenantId,
    by: string,
    query: UploadQuery,
    source: AsyncIterable<Buffer>,
  ): Promise<{ record: UploadRecord; isNew: boolean }> {
    await this.refuseTooMany(tenant);
    const draft = `draft-${randomUUID()}`;
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
    await this.uploads.begin(tenant, record);
    await this.queue.add('upload', { tenant, id: uploadId, attempt: record.attempt });
    return { record, isNew: true };
  }

  /** Ends the work on it. What is not begun is never begun. @throws Refused NOT_FOUND. */
  async cancel(tenant: TenantId, uploadId: string): Promise<UploadRecord> {
    const record = await this.uploads.find(tenant, uploadId);
    if (!record) throw new Refused('NOT_FOUND', 'There is no such upload; it may have been long ago');
    if (ENDED.has(record.state)) return record;
    const state = record.state === 'queued' ? 'cancelled' : record.state;
    await this.uploads.change(tenant, uploadId, { isCancelled: true, state });
    return { ...record, isCancelled: true, state };
  }

  /** Each keeps its file in the state store. */
  private async refuseTooMany(tenant: TenantId): Promise<void> {
    const newest = await this.uploads.list(tenant, 2 * MOST_UNDER_WAY);
    const underWay = newest.filter(({ state }) => !ENDED.has(state)).length;
    if (underWay < MOST_UNDER_WAY) return;
    throw new Refused('RATE_LIMITED', `${MOST_UNDER_WAY} uploads wait already; cancel some, or wait`, [], RETRY_MS);
  }

  private async isCurrent(tenant: TenantId, { state, isCancelled, against }: UploadRecord): Promise<boolean> {
    if (!ENDED.has(state)) return !isCancelled;
    if (state === 'refused') return true;
    if (state !== 'checked') return false;
    return (await this.catalogs.currentVersion(tenant)) === against;
  }

  private async keep(
    tenant: TenantId,
    draft: string,
    source: AsyncIterable<Buffer>,
  ): Promise<{ bytes: number; hash: string }> {
    const hash = createHash('sha256');
    let bytes = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const piece of unbroken(source)) {
        bytes += piece.length;
        if (bytes > IMPORT_LIMITS.fileBytes) throw new Refused('TOO_LARGE', 'A file may have 1 GiB; pack it with gzip');
        hash.update(piece);
        yield piece;
      }
    }
    await this.uploads.fileThatCame(tenant, draft).write(counted());
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
