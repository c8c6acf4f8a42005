import { randomBytes } from 'node:crypto';
import { request, type ClientRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogRepository } from '../../src/catalog/catalog.repository.js';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { Publication, UploadAnswer, VersionAnswer } from '../../src/contract/catalog-upload.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { EngineFolder } from '../support/engine-folder.js';
import { eventually } from '../support/eventually.js';
import { Marketer } from '../support/marketer.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';
import { storeOn } from '../support/state.js';

const MEGABYTE = 1024 ** 2;
const PATIENCE_MS = 60_000;

const folder = new EngineFolder();
let redis: TestRedis;
let engine: EngineProcess;
let tenants = 0;

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  const env = { ...folder.env(redis, { limits: { catalog: { keptMegabytes: 4 } } }), PROXIMA_PROCESSES: '1' };
  engine = await startEngineProcess({ env });
});
afterAll(async () => {
  await engine?.stop();
  await redis?.stop();
  folder.remove();
});

/** Of a tenant of their own. */
async function aMarketer(): Promise<{ mia: Marketer; tenant: string }> {
  const tenant = `t-${(tenants += 1)}`;
  return { mia: await Marketer.of(engine.url, 'marketer', tenant), tenant };
}

const aSheet = (...ids: string[]) => JSON.stringify(aCatalog(...ids.map((id) => anOfferForAll(id))));
const keysOf = (tenant: string, pattern: string) => redis.client.keys(`px:{${tenant}:catalog}:${pattern}`);

describe('the space of a tenant', () => {
  it('is refused when it is used up, and free again when uploads are removed', async () => {
    const { mia, tenant } = await aMarketer();
    const kept = [await mia.upload(randomBytes(2.5 * MEGABYTE)), await mia.upload(randomBytes(2.5 * MEGABYTE))];
    expect(kept.map(({ state }) => state)).toEqual(['refused', 'refused']);
    const full = { status: 507, body: { code: 'SPACE_FULL', detail: expect.stringContaining('4 MB may be kept') } };
    await eventually(async () => (await mia.ask('POST', 'uploads', aSheet('a'))).status === 507, PATIENCE_MS);
    expect(await mia.ask('POST', 'uploads', aSheet('b'))).toMatchObject(full);
    expect(await keysOf(tenant, 'upload:draft-*')).toEqual([]);
    for (const { uploadId } of kept) expect((await mia.ask('DELETE', `uploads/${uploadId}`)).status).toBe(200);
    expect(await mia.ask('GET', `uploads/${kept[0]!.uploadId}`)).toMatchObject({ status: 404 });
    expect((await mia.ask<object[]>('GET', 'uploads')).body.length).toBeLessThan(2);
    await eventually(async () => (await mia.ask('POST', 'uploads', aSheet('c'))).status < 300, PATIENCE_MS);
  });

  it('ends a file that takes more than there is while it comes, and keeps nothing of it', async () => {
    const { mia, tenant } = await aMarketer();
    const refused = await mia.ask<{ code: string }>('POST', 'uploads', randomBytes(48 * MEGABYTE));
    expect(refused).toMatchObject({ status: 507, body: { code: 'SPACE_FULL' } });
    expect(await keysOf(tenant, '*')).toEqual([]);
  });

  it('is not shared with other tenants', async () => {
    const { mia } = await aMarketer();
    await mia.upload(randomBytes(5 * MEGABYTE));
    const other = await aMarketer();
    expect(await other.mia.upload(aSheet('a'))).toMatchObject({ state: 'checked' });
  });
});

describe('files on their way in', () => {
  it('are bounded while they come, and forgotten when they break off', async () => {
    const { mia, tenant } = await aMarketer();
    const token = await tokenFor('marketer', 'mia', tenant);
    const slow = Array.from({ length: 20 }, () => endless(token));
    await eventually(async () => (await redis.client.zcard(`px:{${tenant}:catalog}:coming`)) === 20, PATIENCE_MS);
    const refused = await mia.ask('POST', 'uploads', aSheet('a'));
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    for (const one of slow) one.destroy();
    await eventually(async () => (await mia.ask('POST', 'uploads', aSheet('a'))).status < 300, PATIENCE_MS);
    await eventually(async () => (await keysOf(tenant, 'upload:draft-*')).length === 0, PATIENCE_MS);
  });

  it('go by themselves within a day when their engine is gone', async () => {
    const { tenant } = await aMarketer();
    const one = endless(await tokenFor('marketer', 'mia', tenant));
    one.write(randomBytes(MEGABYTE));
    const [draft] = await eventually(async () => {
      const names = await keysOf(tenant, 'upload:draft-*');
      return names.length > 0 ? names : undefined;
    }, PATIENCE_MS);
    expect(await redis.client.pttl(draft!)).toBeLessThanOrEqual(86_400_000);
    one.destroy();
  });
});

/** An upload whose body never ends. */
function endless(token: string): ClientRequest {
  const sent = request(`${engine.url}/v1/catalog/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' },
  });
  sent.on('error', () => undefined);
  sent.write('ID;Titel\n');
  return sent;
}

describe('an upload that is removed', () => {
  it('takes a version with it that never served, and leaves one that did', async () => {
    const { mia, tenant } = await aMarketer();
    const [older, newer, unserved] = [
      await mia.goLive(aSheet('a')),
      await mia.goLive(aSheet('b')),
      await mia.upload(aSheet('c')),
    ];
    for (const { uploadId } of [older, newer, unserved]) await mia.ask('DELETE', `uploads/${uploadId}`);
    expect(await keysOf(tenant, 'upload:*')).toEqual([]);
    expect(await keysOf(tenant, `version:${unserved.version}`)).toEqual([]);
    const { body: versions } = await mia.ask<VersionAnswer[]>('GET', 'versions');
    expect(new Set(versions.map(({ version }) => version))).toEqual(new Set([older.version, newer.version]));
    const back = await mia.ask<Publication>('POST', 'rollback', {});
    expect(back.body).toMatchObject({ state: 'published', version: older.version });
  });
});

describe('a version', () => {
  it('that has lost blocks is made again by the same file', async () => {
    const { mia, tenant } = await aMarketer();
    const { version } = await mia.upload(aSheet('a'));
    const [name] = await keysOf(tenant, `version:${version}`);
    await redis.client.hdel(name!, '0');
    const gone = await mia.ask('POST', `versions/${version}/publish`, {});
    expect(gone).toMatchObject({ status: 404, body: { detail: expect.stringContaining('upload its file again') } });
    const again = await mia.ask<UploadAnswer>('POST', 'uploads', aSheet('a'));
    expect(again.status).toBe(202);
    await mia.checked(again.body.uploadId);
    expect(await mia.ask('POST', `versions/${version}/publish`, {})).toMatchObject({ status: 200 });
  });

  it('that no engine can load is refused at once, and can be published when it is mended', async () => {
    const { mia, tenant } = await aMarketer();
    await mia.goLive(aSheet('a'));
    // An engine follows whom somebody has asked it for.
    await mia.ask('GET', 'offers');
    const { version } = await mia.upload(aSheet('b'));
    const name = `px:{${tenant}:catalog}:version:${version}`;
    const block = (await redis.client.hgetBuffer(name, '0'))!;
    await redis.client.hset(name, '0', 'garbage');
    const publish = () => mia.ask<{ code: string; detail: string }>('POST', `versions/${version}/publish`, {});
    const refused = await publish();
    expect(refused).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
    expect(refused.body.detail).toContain('CATALOG_BROKEN');
    await redis.client.hset(name, '0', block);
    expect((await eventually(async () => ((await publish()).status === 200 ? 200 : undefined), 60_000)) === 200).toBe(
      true,
    );
  });

  it('that is gone is never pointed to, even when it was ready a moment ago', async () => {
    const store = storeOn(redis.client);
    const order = { publication: 'p', action: 'publish', version: 'gone', by: 'mia', at: 'now' } as const;
    const tenant = 't-gone' as TenantId;
    const catalogs = new CatalogRepository(store);
    expect(await catalogs.publish(tenant, order)).toEqual({ ok: false, code: 'NOT_FOUND' });
    expect(await catalogs.currentVersion(tenant)).toBeUndefined();
  });
});

describe('a stop', () => {
  it('tells that an engine hangs which was there a moment ago', async () => {
    const { startEngineProcess } = await loadBuiltEngine();
    const folderOfOther = new EngineFolder();
    const other = await startEngineProcess({ env: { ...folderOfOther.env(redis), PROXIMA_PROCESSES: '1' } });
    const { mia, tenant } = await aMarketer();
    try {
      const theirs = await Marketer.of(other.url, 'marketer', tenant);
      for (const one of [mia, theirs]) await one.ask('GET', 'offers');
      expect((await mia.ask('POST', 'stops', { offer: 'a' })).body).toMatchObject({ processes: 2, lagging: 0 });
      process.kill(other.pid, 'SIGSTOP');
      expect((await mia.ask('POST', 'stops', { offer: 'b' })).body).toMatchObject({ processes: 1, lagging: 1 });
    } finally {
      process.kill(other.pid, 'SIGCONT');
      await other.stop();
      folderOfOther.remove();
    }
  });
});

describe('a key of a publication', () => {
  it('that was used long ago is that of another one', async () => {
    const { mia, tenant } = await aMarketer();
    const [first, second] = [await mia.upload(aSheet('a')), await mia.upload(aSheet('b'))];
    const key = { 'idempotency-key': 'monday' };
    await mia.ask('POST', `versions/${first.version}/publish`, {}, key);
    // As after a day.
    await redis.client.del(`px:{${tenant}:catalog}:publication:monday`);
    const published = await mia.ask('POST', `versions/${second.version}/publish`, {}, key);
    expect(published).toMatchObject({ status: 200, body: { state: 'published', previous: first.version } });
    expect((await mia.ask<{ version: string }>('GET', 'offers')).body.version).toBe(second.version);
  });

  it('is that of one only, when two begin with it at once', async () => {
    const { mia } = await aMarketer();
    const both = [await mia.upload(aSheet('a')), await mia.upload(aSheet('b'))];
    const key = { 'idempotency-key': 'at-once' };
    const told = await Promise.all(both.map(({ version }) => mia.ask('POST', `versions/${version}/publish`, {}, key)));
    expect(told.map(({ status }) => status).sort()).toEqual([200, 422]);
    const { version } = both[told.findIndex(({ status }) => status === 200)]!;
    expect((await mia.ask<{ version: string }>('GET', 'offers')).body.version).toBe(version);
  });

  it('of a publication is not that of going back', async () => {
    const { mia } = await aMarketer();
    const { version } = await mia.upload(aSheet('a'));
    const key = { 'idempotency-key': 'twice' };
    await mia.ask('POST', `versions/${version}/publish`, {}, key);
    expect(await mia.ask('POST', 'rollback', {}, key)).toMatchObject({ body: { code: 'IDEMPOTENCY_MISMATCH' } });
  });
});
