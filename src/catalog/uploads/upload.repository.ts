import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../core/types/ids.js';
import { keys, LIFETIMES } from '../../state/keys.js';
import { StateStore } from '../../state/state-store.js';
import type { Mapping } from '../import/mapping.js';
import { KeptFile } from './kept-file.js';
import type { UploadFindings, UploadRecord } from './upload-record.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
const MOST_UPLOADS = 1_000;

/** Uploads as they are kept: the file that came, how far it is, and what was found. */
@Injectable()
export class UploadRepository {
  constructor(private readonly store: StateStore) {}

  /** The file is whole: from now on it is that of the upload. */
  async keepFile(tenant: TenantId, draft: string, uploadId: string): Promise<void> {
    const [from, to] = [keys.catalogUploadFile(tenant, draft), keys.catalogUploadFile(tenant, uploadId)];
    await this.store.run((redis) => redis.multi().rename(from, to).pexpire(to, LIFETIMES.uploadMs).exec());
  }

  /** What came, under the name of the upload or of a draft, and what goes back. */
  fileThatCame = (tenant: TenantId, id: string) => new KeptFile(this.store, keys.catalogUploadFile(tenant, id));
  fileBack = (tenant: TenantId, id: string) => new KeptFile(this.store, keys.catalogUploadBack(tenant, id));

  /** A new attempt at an upload: nothing of an older one stays. */
  async begin(tenant: TenantId, record: UploadRecord): Promise<void> {
    const key = keys.catalogUpload(tenant, record.uploadId);
    const list = keys.catalogUploads(tenant);
    await this.store.run((redis) =>
      redis
        .multi()
        .unlink(key, keys.catalogUploadReport(tenant, record.uploadId))
        .hset(key, toFields(record))
        .pexpire(key, LIFETIMES.uploadMs)
        .zadd(list, Date.parse(record.at), record.uploadId)
        .exec(),
    );
    const tooMany = await this.store.run((redis) => redis.zrange(list, '0', String(-MOST_UPLOADS - 1)));
    for (const oldest of tooMany) await this.remove(tenant, oldest);
  }

  /** All that is kept of it, but the version that was made of it. */
  async remove(tenant: TenantId, uploadId: string): Promise<void> {
    const names = [keys.catalogUpload, keys.catalogUploadFile, keys.catalogUploadBack, keys.catalogUploadReport];
    await this.store.run((redis) =>
      redis
        .multi()
        .unlink(...names.map((name) => name(tenant, uploadId)))
        .zrem(keys.catalogUploads(tenant), uploadId)
        .exec(),
    );
  }

  /** Changes some fields; those that are `undefined` go. */
  async change(tenant: TenantId, uploadId: string, changes: Partial<UploadRecord>): Promise<void> {
    const key = keys.catalogUpload(tenant, uploadId);
    const gone = Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [field] : []));
    await this.store.run((redis) => {
      const multi = redis.multi().hset(key, toFields(changes)).pexpire(key, LIFETIMES.uploadMs);
      return (gone.length > 0 ? multi.hdel(key, ...gone) : multi).exec();
    });
  }

  async find(tenant: TenantId, uploadId: string): Promise<UploadRecord | undefined> {
    const fields = await this.store.run((redis) => redis.hgetall(keys.catalogUpload(tenant, uploadId)));
    return fromFields(fields);
  }

  /** Newest first. */
  async list(tenant: TenantId, count: number): Promise<UploadRecord[]> {
    const ids = await this.store.run((redis) => redis.zrevrange(keys.catalogUploads(tenant), 0, count - 1));
    const found = await Promise.all(ids.map((id) => this.find(tenant, id)));
    return found.filter((record) => record !== undefined);
  }

  async saveFindings(tenant: TenantId, uploadId: string, findings: UploadFindings): Promise<void> {
    const packed = await pack(JSON.stringify(findings));
    const key = keys.catalogUploadReport(tenant, uploadId);
    await this.store.run((redis) => redis.set(key, packed, 'PX', LIFETIMES.uploadMs));
  }

  async findings(tenant: TenantId, uploadId: string): Promise<UploadFindings | undefined> {
    const packed = await this.store.run((redis) => redis.getBuffer(keys.catalogUploadReport(tenant, uploadId)));
    return packed ? (JSON.parse((await unpack(packed)).toString('utf8')) as UploadFindings) : undefined;
  }

  async saveMapping(tenant: TenantId, name: string, mapping: Mapping): Promise<void> {
    await this.store.run((redis) => redis.hset(keys.catalogMappings(tenant), name, JSON.stringify(mapping)));
  }

  async mapping(tenant: TenantId, name: string): Promise<Mapping | undefined> {
    const text = await this.store.run((redis) => redis.hget(keys.catalogMappings(tenant), name));
    return text ? (JSON.parse(text) as Mapping) : undefined;
  }

  mappings(tenant: TenantId): Promise<string[]> {
    return this.store.run((redis) => redis.hkeys(keys.catalogMappings(tenant)));
  }
}

/** Each field as JSON, so that each comes back as what it was. */
function toFields(record: Partial<UploadRecord>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) => (value === undefined ? [] : [[field, JSON.stringify(value)]])),
  );
}

function fromFields(fields: Record<string, string>): UploadRecord | undefined {
  if (fields.uploadId === undefined) return undefined;
  const entries = Object.entries(fields).map(([field, text]) => [field, JSON.parse(text) as unknown] as const);
  return Object.fromEntries(entries) as unknown as UploadRecord;
}
