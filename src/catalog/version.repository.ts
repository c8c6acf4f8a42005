import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import { keys } from '../state/keys.js';
import { StateStore } from '../state/state-store.js';
import type { VersionHead } from './stored-version.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
const DRAFT_MS = 86_400_000;
const HEAD = 'head';

/**
 * Versions of catalogs as they are kept. One is written as a draft, block by block, and becomes a version at once when
 * all of it is there: what is named as a version is whole.
 */
@Injectable()
export class VersionRepository {
  constructor(private readonly store: StateStore) {}

  /** What nobody finishes goes after a day. */
  async keepBlock(tenant: TenantId, draft: string, block: number, lines: string): Promise<void> {
    const packed = await pack(lines, { level: 1 });
    const key = keys.catalogDraft(tenant, draft);
    await this.store.run((redis) => redis.multi().hset(key, String(block), packed).pexpire(key, DRAFT_MS).exec());
  }

  /** Makes the draft the version `version`. One that is there already should be the same: if blocks of it were lost, it is mended. */
  async finish(tenant: TenantId, draft: string, version: string, head: VersionHead): Promise<void> {
    const [from, to] = [keys.catalogDraft(tenant, draft), keys.catalogVersion(tenant, version)];
    await this.store.run((redis) =>
      redis.multi().hset(from, HEAD, JSON.stringify(head)).persist(from).rename(from, to).exec(),
    );
  }

  async discard(tenant: TenantId, draft: string): Promise<void> {
    await this.store.run((redis) => redis.unlink(keys.catalogDraft(tenant, draft)));
  }

  async head(tenant: TenantId, version: string): Promise<VersionHead | undefined> {
    const text = await this.store.run((redis) => redis.hget(keys.catalogVersion(tenant, version), HEAD));
    return text ? (JSON.parse(text) as VersionHead) : undefined;
  }

  /** Whether all of its blocks are there; what stands in them is looked at when it is loaded. */
  async isWhole(tenant: TenantId, version: string): Promise<boolean> {
    const head = await this.head(tenant, version);
    const fields = await this.store.run((redis) => redis.hlen(keys.catalogVersion(tenant, version)));
    return head !== undefined && fields === head.blocks + 1;
  }

  /** The lines of a block; `undefined` when it is gone. */
  async block(tenant: TenantId, version: string, block: number): Promise<Buffer | undefined> {
    const packed = await this.packed(tenant, version, block);
    return packed && unpack(packed);
  }

  /** The same as it is kept, gzip. */
  async packed(tenant: TenantId, version: string, block: number): Promise<Buffer | undefined> {
    const key = keys.catalogVersion(tenant, version);
    return (await this.store.run((redis) => redis.hgetBuffer(key, String(block)))) ?? undefined;
  }

  async remove(tenant: TenantId, version: string): Promise<void> {
    await this.store.run((redis) => redis.unlink(keys.catalogVersion(tenant, version)));
  }
}
