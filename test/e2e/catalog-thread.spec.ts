import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CompiledCatalogs } from '../../src/catalog/compiled-catalogs.js';
import { VersionDraft } from '../../src/catalog/version-draft.js';
import { VersionRepository } from '../../src/catalog/version.repository.js';
import type { CatalogFile, CatalogOffer } from '../../src/contract/catalog.js';
import { catalogFile } from '../../src/contract/catalog.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { createLog } from '../../src/platform/log.js';
import { keys } from '../../src/state/keys.js';
import { compileCatalog } from '../../src/catalog/compile-catalog.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer, NOWHERE, SQUARE } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { storeOn } from '../support/state.js';

// More offers than are built on the event loop: the thread is that of the shipped engine.

const TENANT = 'default' as TenantId;
const COUNT = 3_000;
const PATIENCE_MS = 60_000;

let redis: TestRedis;
let versions: VersionRepository;
let catalogs: CompiledCatalogs;
let Built: typeof CompiledCatalogs;
let file: CatalogFile;
const logLines: string[] = [];

beforeAll(async () => {
  await loadBuiltEngine();
  const path = '../../dist/src/catalog/compiled-catalogs.js';
  Built = ((await import(path)) as { CompiledCatalogs: typeof CompiledCatalogs }).CompiledCatalogs;
  redis = await TestRedis.start();
  const [template] = catalogFile.parse(aCatalog(anOffer('template'))).offers as [CatalogOffer];
  const offers = Array.from({ length: COUNT }, (_, i) => ({ ...template, id: `offer-${i}`, valueMinor: i }));
  file = { zones: [], offers };
});
afterAll(() => redis?.stop());

beforeEach(async () => {
  await redis.client.flushall();
  logLines.length = 0;
  versions = new VersionRepository(storeOn(redis.client));
  catalogs = new Built(versions, createLog('error', { write: (line: string) => void logLines.push(line) }));
});

async function keep({ offers, ...frame }: CatalogFile): Promise<string> {
  const draft = new VersionDraft(versions, TENANT, randomUUID(), frame);
  for (const offer of offers) await draft.add(offer);
  return draft.finish();
}

describe('a version that is built in a thread', () => {
  it('is what it would be if built here', async () => {
    const version = await keep(file);
    const [built, here] = [(await catalogs.find(TENANT, version))!, compileCatalog(file, version)];
    expect([built.version, built.offerCount, built.zoneCount]).toEqual([version, COUNT, COUNT]);
    for (const point of [SQUARE, NOWHERE]) expect(built.zonesNear(point)).toEqual(here.zonesNear(point));
    for (const ordinal of [0, 1, 511, 512, COUNT - 1]) expect(built.offer(ordinal)).toEqual(here.offer(ordinal));
    expect(built.offerById('offer-2999')?.valueMinor).toBe(2_999);
    expect(await catalogs.find(TENANT, version)).toBe(built);
  });

  it('is none when a block is gone, or is that of another version', async () => {
    const version = await keep(file);
    const key = keys.catalogVersion(TENANT, version);
    const block = await redis.client.hgetBuffer(key, '1');
    await redis.client.hdel(key, '1');
    expect(await catalogs.find(TENANT, version)).toBeUndefined();
    await redis.client.hset(key, '1', (await redis.client.hgetBuffer(key, '2'))!);
    expect(await new Built(versions, createLog('silent')).find(TENANT, version)).toBeUndefined();
    await redis.client.hset(key, '1', block!);
    expect((await eventually(() => catalogs.find(TENANT, version), PATIENCE_MS)).offerCount).toBe(COUNT);
  });

  it.each([
    ['is no gzip', Buffer.from('garbage')],
    ['holds no JSON', gzipSync('{"id":\n')],
    ['holds more offers than were told', gzipSync(`${JSON.stringify({ id: 'x' })}\n`.repeat(600))],
  ])('is told and tried again when the thread ends on a block that %s', async (_name, block) => {
    const version = await keep(file);
    const key = keys.catalogVersion(TENANT, version);
    const good = await redis.client.hgetBuffer(key, '5');
    await redis.client.hset(key, '5', block);
    expect(await catalogs.find(TENANT, version)).toBeUndefined();
    expect(logLines).toHaveLength(1);
    expect(logLines[0]).toContain('a kept catalog cannot be made ready');
    // Not at once: a build takes all of a core.
    expect(await catalogs.find(TENANT, version)).toBeUndefined();
    expect(logLines).toHaveLength(1);
    await redis.client.hset(key, '5', good!);
    const mended = await eventually(() => catalogs.find(TENANT, version), PATIENCE_MS);
    expect(mended.offerCount).toBe(COUNT);
  });
});
