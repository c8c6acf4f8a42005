import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { firstRelease, forget, type Release } from '../../src/core/rollout/release.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { RegistryRepository, type StoredVersion } from '../../src/release/registry.repository.js';
import { sha256, type Manifest } from '../../src/scoring/manifest.js';
import { keys } from '../../src/state/keys.js';
import { TestRedis } from '../support/redis.js';
import { storeOn } from '../support/state.js';

const NAME = 'propensity';
const MODEL = Buffer.alloc(2_500_000, 'model');
const AT = { by: 'ada', at: '2026-11-22T12:00:00Z' };

let redis: TestRedis;
let registry: RegistryRepository;
let tenant: TenantId;

beforeAll(async () => {
  redis = await TestRedis.start();
  registry = new RegistryRepository(storeOn(redis.client), undefined as never);
});
beforeEach(() => {
  tenant = randomUUID() as string as TenantId;
});
afterAll(() => redis?.stop());

async function keep(version: string, model = MODEL, uploadSha256 = sha256(model)): Promise<Manifest> {
  const manifest = { version, modelSha256: sha256(model) } as Manifest;
  const stored = { manifest, uploadSha256, bytes: model.length, ...AT } as StoredVersion;
  await registry.keep(tenant, NAME, stored, model, { action: 'upload', version, ...AT });
  return manifest;
}

function remove(gone: Manifest, release: Release, needed: readonly string[] = []) {
  const next = forget(release, gone.version) as Release;
  return registry.change(tenant, NAME, next, { action: 'remove', version: gone.version, ...AT }, needed, gone);
}

const blocks = (model = MODEL) => redis.client.hlen(keys.modelFile(tenant, sha256(model)));

describe('a version that goes', () => {
  it('takes its file and what the log said of it along, and leaves those of others', async () => {
    const [gone] = [await keep('2'), await keep('3', Buffer.from('other'))];
    for (const version of ['2', '3']) await registry.keepEvaluation(tenant, NAME, version, {} as never);
    expect(await remove(gone, firstRelease('1'))).toBe('ok');
    expect([await blocks(), await blocks(Buffer.from('other'))]).toEqual([0, 1]);
    const evaluations = ['2', '3'].map(async (version) => (await registry.evaluations(tenant, NAME, version)).length);
    expect(await Promise.all(evaluations)).toEqual([0, 1]);
    expect((await registry.versions(tenant, NAME)).map(({ manifest }) => manifest.version)).toEqual(['3']);
    expect(await registry.release(tenant, NAME)).toEqual({ ...firstRelease('1'), revision: 1 });
  });

  it('leaves its file where another version, such as a calibrated one, has the same', async () => {
    const [plain, calibrated] = [await keep('2'), await keep('3', MODEL, 'of-the-calibration')];
    expect(await remove(plain, firstRelease('1'))).toBe('ok');
    expect(Buffer.compare(await registry.file(tenant, calibrated.modelSha256), MODEL)).toBe(0);
    expect(await remove(calibrated, { ...firstRelease('1'), revision: 1 })).toBe('ok');
    expect(await blocks()).toBe(0);
  });

  it('is not kept by another that was only uploaded as that file', async () => {
    const gone = await keep('2');
    await keep('3', Buffer.from('mended'), sha256(MODEL));
    expect(await remove(gone, firstRelease('1'))).toBe('ok');
    expect(await blocks()).toBe(0);
  });

  it('goes whole, whatever people wrote into the release and into the others', async () => {
    const [gone, calibrated] = [await keep('2'), await keep('3', MODEL, 'of-the-calibration')];
    const others = keys.modelVersions(tenant, NAME);
    const kept = JSON.parse((await redis.client.hget(others, '3'))!) as object;
    await redis.client.hset(others, '3', JSON.stringify({ ...kept, about: { note: 'Ann \ud83d' } }));
    const said = { ...firstRelease('1'), revision: 1, note: 'wow \ud83d' };
    expect(await registry.change(tenant, NAME, said, { action: 'challenge', ...AT }, [])).toBe('ok');
    expect(await remove(gone, said)).toBe('ok');
    expect(Buffer.compare(await registry.file(tenant, calibrated.modelSha256), MODEL)).toBe(0);
    expect((await registry.audit(tenant, NAME, undefined, 9)).map(({ action }) => action)[0]).toBe('remove');
  });

  it('stays whole where somebody was faster, where it is not there, and where the release needs it', async () => {
    const gone = await keep('2');
    const other = { version: '9', modelSha256: gone.modelSha256 } as Manifest;
    expect(await remove(gone, { ...firstRelease('1'), revision: 4 })).toBe('CONFLICT');
    expect(await remove(other, firstRelease('1'))).toBe('NOT_FOUND');
    expect(await remove(gone, firstRelease('1'), ['7'])).toBe('NOT_FOUND');
    expect([await blocks(), await registry.release(tenant, NAME)]).toEqual([3, undefined]);
    expect(await registry.version(tenant, NAME, '2')).toBeDefined();
  });
});

describe('a version that is kept', () => {
  it('is whole where the file was there in part, or went before it had its name', async () => {
    const key = keys.modelFile(tenant, sha256(MODEL));
    await redis.client.hset(key, '0', 'x');
    const { modelSha256 } = await keep('2');
    expect(sha256(await registry.file(tenant, modelSha256))).toBe(modelSha256);

    const hsetnx = redis.client.hsetnx.bind(redis.client);
    redis.client.hsetnx = (async (...args: [string, string, string]) => {
      const [, , answer] = [await redis.client.del(key), undefined, await hsetnx(...args)];
      return answer;
    }) as typeof hsetnx;
    await keep('3').finally(() => (redis.client.hsetnx = hsetnx));
    expect(sha256(await registry.file(tenant, modelSha256))).toBe(modelSha256);
  });
});
