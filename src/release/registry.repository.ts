import { Injectable } from '@nestjs/common';
import type { ModelEvaluation } from '../contract/model-evidence.js';
import type { ColumnReference, ModelCheckAnswer } from '../contract/models.js';
import type { ModelAuditEntry, ModelChanged } from '../contract/releases.js';
import type { Release } from '../core/rollout/release.js';
import type { TenantId } from '../core/types/ids.js';
import { RedisService } from '../platform/redis/redis.service.js';
import type { Manifest } from '../scoring/manifest.js';
import { keys } from '../state/keys.js';
import { StateStore } from '../state/state-store.js';

const AUDIT_ENTRIES = 10_000;
const MOST_EVALUATIONS = 100;
/** A command carries this much at most: the time that it has is short. */
const BLOCK_BYTES = 1_048_576;
/** The field of the versions that holds the highest number given. */
const HIGHEST = '#';

/** A version as it is kept, beside the bytes of its model. */
export interface StoredVersion {
  readonly manifest: Manifest;
  readonly checks: readonly ModelCheckAnswer[];
  readonly by: string;
  readonly at: string;
  /** Of the file that came, before anything was mended: the same file is the same version. */
  readonly uploadSha256: string;
  readonly bytes: number;
  readonly producer?: string;
  readonly p50Us64?: number;
  readonly p99Us64?: number;
  readonly reference?: Readonly<Record<string, ColumnReference>>;
  readonly about?: Readonly<Record<string, unknown>>;
  readonly calibrationOf?: string;
}

/** Versions of models, which of them decide, and who changed that. */
@Injectable()
export class RegistryRepository {
  constructor(
    private readonly store: StateStore,
    private readonly redis: RedisService,
  ) {}

  /** Tenants with a release of their own. */
  async tenants(): Promise<TenantId[]> {
    return (await this.store.run((redis) => redis.smembers(keys.releasingTenants()))) as TenantId[];
  }

  listen(onChange: (tenant: TenantId) => void): void {
    this.redis.subscribe(keys.modelChanges(), (tenant) => onChange(tenant as TenantId));
  }

  async release(tenant: TenantId, name: string): Promise<Release | undefined> {
    const text = await this.store.run((redis) => redis.get(keys.modelRelease(tenant, name)));
    return text === null ? undefined : (JSON.parse(text) as Release);
  }

  /**
   * Puts a release into force, if none but the one before it is, and wakes all engines up.
   * @param needed versions that must be there.
   * @param gone a version that goes with it, and its file.
   */
  async change(
    tenant: TenantId,
    name: string,
    release: Release,
    entry: ModelChanged,
    needed: readonly string[],
    gone?: Manifest,
  ): Promise<'ok' | 'CONFLICT' | 'NOT_FOUND'> {
    return this.store.run(async (redis) => {
      await redis.sadd(keys.releasingTenants(), tenant);
      const answer = await redis.changeRelease(
        keys.modelRelease(tenant, name),
        keys.modelAudit(tenant, name),
        keys.modelVersions(tenant, name),
        keys.modelFile(tenant, gone?.modelSha256 ?? ''),
        keys.modelEvaluations(tenant, name, gone?.version ?? ''),
        release.revision - 1,
        JSON.stringify(release),
        JSON.stringify(entry),
        AUDIT_ENTRIES,
        gone?.version ?? '',
        gone?.modelSha256 ?? '',
        ...needed,
      );
      if (answer === 'ok') await redis.publish(keys.modelChanges(), tenant);
      return answer;
    });
  }

  async nextNumber(tenant: TenantId, name: string, atLeast: number): Promise<number> {
    const key = keys.modelVersions(tenant, name);
    return this.store.run(async (redis) => {
      await redis.hsetnx(key, HIGHEST, String(atLeast - 1));
      return redis.hincrby(key, HIGHEST, 1);
    });
  }

  /** Keeps a version that nobody has kept. The bytes come first: what is named as a version is whole. */
  async keep(tenant: TenantId, name: string, stored: StoredVersion, model: Uint8Array, entry: ModelChanged) {
    const { manifest } = stored;
    await this.keepFile(tenant, manifest.modelSha256, model);
    await this.store.run(async (redis) => {
      const isNew = await redis.hsetnx(keys.modelVersions(tenant, name), manifest.version, JSON.stringify(stored));
      if (isNew === 0) throw new Error(`The version ${manifest.version} is there already`);
    });
    // Another version with the same file may have been removed, and the file with it, before this one had its name.
    await this.keepFile(tenant, manifest.modelSha256, model);
    await this.note(tenant, name, entry);
  }

  private async keepFile(tenant: TenantId, modelSha256: string, model: Uint8Array): Promise<void> {
    const file = keys.modelFile(tenant, modelSha256);
    const blocks = Math.ceil(model.length / BLOCK_BYTES);
    const kept = await this.store.run((redis) => redis.hlen(file));
    if (kept === blocks) return;
    for (let i = 0; i < blocks; i += 1) {
      const block = Buffer.from(model.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES));
      await this.store.run((redis) => redis.hset(file, String(i), block));
    }
  }

  async version(tenant: TenantId, name: string, version: string): Promise<StoredVersion | undefined> {
    const text = await this.store.run((redis) => redis.hget(keys.modelVersions(tenant, name), version));
    return text === null ? undefined : (JSON.parse(text) as StoredVersion);
  }

  async has(tenant: TenantId, name: string, version: string): Promise<boolean> {
    return (await this.store.run((redis) => redis.hexists(keys.modelVersions(tenant, name), version))) === 1;
  }

  async versions(tenant: TenantId, name: string): Promise<StoredVersion[]> {
    const all = await this.store.run((redis) => redis.hgetall(keys.modelVersions(tenant, name)));
    const stored = Object.entries(all).filter(([version]) => version !== HIGHEST);
    return stored
      .map(([, text]) => JSON.parse(text) as StoredVersion)
      .sort((a, b) => Number(a.manifest.version) - Number(b.manifest.version));
  }

  /** The bytes of a model, as far as they are there. */
  async file(tenant: TenantId, sha256: string): Promise<Uint8Array> {
    const key = keys.modelFile(tenant, sha256);
    const blocks: Buffer[] = [];
    for (;;) {
      const block = await this.store.run((redis) => redis.hgetBuffer(key, String(blocks.length)));
      if (!block) return Buffer.concat(blocks);
      blocks.push(block);
    }
  }

  /** What the log said of a version, the newest first. */
  async evaluations(tenant: TenantId, name: string, version: string): Promise<ModelEvaluation[]> {
    const key = keys.modelEvaluations(tenant, name, version);
    const texts = await this.store.run((redis) => redis.lrange(key, 0, -1));
    return texts.map((text) => JSON.parse(text) as ModelEvaluation);
  }

  async keepEvaluation(tenant: TenantId, name: string, version: string, evaluation: ModelEvaluation): Promise<void> {
    const key = keys.modelEvaluations(tenant, name, version);
    await this.store.run((redis) =>
      Promise.all([redis.lpush(key, JSON.stringify(evaluation)), redis.ltrim(key, 0, MOST_EVALUATIONS - 1)]),
    );
  }

  async note(tenant: TenantId, name: string, entry: ModelChanged): Promise<void> {
    const key = keys.modelAudit(tenant, name);
    await this.store.run((redis) => redis.xadd(key, 'MAXLEN', '~', AUDIT_ENTRIES, '*', 'entry', JSON.stringify(entry)));
  }

  /** The newest first. */
  async audit(tenant: TenantId, name: string, before: string | undefined, limit: number): Promise<ModelAuditEntry[]> {
    const from = before === undefined ? '+' : `(${before}`;
    const entries = await this.store.run((redis) =>
      redis.xrevrange(keys.modelAudit(tenant, name), from, '-', 'COUNT', limit),
    );
    return entries.map(([id, [, text]]) => ({ id, ...(JSON.parse(text!) as ModelChanged) }));
  }
}
