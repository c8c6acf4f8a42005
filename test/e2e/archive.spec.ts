import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Replay } from '../../src/contract/replay.js';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ArchiveService } from '../../src/archive/archive.service.js';
import { SegmentState } from '../../src/archive/segment-state.js';
import { SegmentWriter } from '../../src/archive/segment-writer.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../../src/core/types/ids.js';
import { ReplayService } from '../../src/engine/replay.service.js';
import { keys } from '../../src/state/keys.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

const TENANT = 'default' as TenantId;
const ownerOf = (customer: string): Owner => ({ tenant: TENANT, customer: customer as CustomerId });

let redis: TestRedis;
let app: TestApp;
let folder: string;

beforeAll(async () => {
  redis = await TestRedis.start();
  folder = mkdtempSync(join(tmpdir(), 'px-archive-'));
  const catalog = aCatalog(
    anOffer('rolls', { valueMinor: 9_000, category: 'coffee' }),
    anOfferForAll('voucher', { valueMinor: 1_000 }),
  );
  app = await TestApp.start({ redis, catalog, env: { PROXIMA_DATA_DIR: folder } });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function decide(customer: string): Promise<DecisionAnswer> {
  const order = { customer, touchpoint: 'web', placements: ['hero', 'card'], position: SQUARE };
  return (await app.http('post', '/v1/decisions').send(order).expect(200)).body as DecisionAnswer;
}

async function aCustomer(customer: string): Promise<string> {
  await (await app.device(customer)).grantAll();
  const profile = { attributes: { nickname: `nick-of-${customer}` }, visitsPerMonth: { coffee: 4 } };
  await app.http('put', `/v1/customers/${customer}/profile`).send(profile).expect(204);
  return customer;
}

const writer = () => app.nest.get(SegmentWriter);
const archive = () => app.nest.get(ArchiveService);

/** Waits until what was decided stands on the disk. */
async function write(): Promise<void> {
  // Notes leave a moment after the decision.
  await new Promise((resolve) => setTimeout(resolve, 60));
  await writer().writeAll();
}

function segments(): string[] {
  const root = join(folder, 'segments');
  if (!existsSync(root)) return [];
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(root, name));
}

async function inSegments(customer: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { record } of archive().ofCustomer(ownerOf(customer))) ids.push(record.input.decisionId);
  return ids;
}

/** Beyond the feedback window: Redis has let go of the record. */
async function forget(customer: string, id: string): Promise<void> {
  const deleted = await redis.client.del(
    keys.decision(ownerOf(customer), id as DecisionId),
    keys.decisionCustomer(TENANT, id as DecisionId),
  );
  expect(deleted).toBe(2);
}

describe('segments', () => {
  it('hold each decision once, found by id and by customer when Redis has let go of it', async () => {
    const customer = await aCustomer('sam');
    const ids = [(await decide(customer)).decisionId, (await decide(customer)).decisionId];
    await write();
    await write();
    expect(await inSegments(customer)).toEqual(ids);
    const before = (await app.http('get', `/v1/decisions/${ids[0]}`).expect(200)).body as { funnel: unknown };
    await forget(customer, ids[0]!);
    const after = (await app.http('get', `/v1/decisions/${ids[0]}`).expect(200)).body as { funnel: unknown };
    expect(after).toEqual({ ...before, feedback: [] });
    expect(after.funnel).toHaveLength(2);
    await app.http('get', '/v1/decisions/0mca1b2c3-4d5e6f7a8b9c0d1e').expect(404);
  });

  it('are gzip that any tool reads, and show neither customer nor profile nor place', async () => {
    await aCustomer('marked-customer');
    const { decisionId } = await decide('marked-customer');
    await write();
    const text = segments()
      .map((path) => gunzipSync(readFileSync(path)).toString())
      .join('');
    expect(text).toContain(decisionId);
    for (const mark of ['marked-customer', 'nick-of', 'rolls', '891f']) expect(text).not.toContain(mark);
  });

  it('lose nothing to a disk that cannot be written, and say so', async () => {
    const customer = await aCustomer('disk');
    const day = join(folder, 'segments', 'tenant-default');
    const hidden = `${day}.hidden`;
    const { renameSync } = await import('node:fs');
    renameSync(day, hidden);
    writeFileSync(day, 'a file where the folder was');
    const { decisionId } = await decide(customer);
    await write();
    expect(app.nest.get(SegmentState).fault).toMatch(/ENOTDIR|EEXIST/);
    rmSync(day);
    renameSync(hidden, day);
    await write();
    expect(app.nest.get(SegmentState).fault).toBeUndefined();
    expect(await inSegments(customer)).toEqual([decisionId]);
    expect(await redis.client.xlen(keys.decisionLog(TENANT))).toBe(0);
  });
});

describe('what cannot be written', () => {
  const log = keys.decisionLog(TENANT);
  const told = () => app.logLines.filter((line) => line.includes('cannot be kept in the segments')).length;

  it.each<[string, (customer: string, id: DecisionId) => Promise<unknown>]>([
    [
      'a record that nobody can read',
      (customer, id) => redis.client.set(keys.decision(ownerOf(customer), id), 'no JSON'),
    ],
    ['a key of another kind', (customer) => redis.client.hset(keys.logKey(ownerOf(customer)), 'a', 'hash')],
    ['an entry of the stream that nobody can read', () => redis.client.xadd(log, '*', 'n', 'no JSON')],
    ['an entry of the stream that is another one', () => redis.client.xadd(log, '*', 'other', '{"a":1}')],
  ])('%s is told and left out, and all else is written', async (name, spoil) => {
    const [spoiled, good] = [await aCustomer(`spoiled-${name.length}`), await aCustomer(`good-${name.length}`)];
    const before = told();
    const { decisionId } = await decide(spoiled);
    await spoil(spoiled, decisionId as DecisionId);
    const kept = await decide(good);
    await write();
    expect(await inSegments(good)).toEqual([kept.decisionId]);
    expect(await redis.client.xlen(log)).toBe(0);
    expect(told() - before).toBe(1);
    expect(app.nest.get(SegmentState).fault).toBeUndefined();
    await redis.client.del(keys.logKey(ownerOf(spoiled)), keys.decision(ownerOf(spoiled), decisionId as DecisionId));
  });

  it('a fault of ours is told by readiness, not taken for a Redis that is away', async () => {
    const tenants = await redis.client.smembers(keys.loggingTenants());
    await redis.client.set(keys.loggingTenants(), 'no set');
    await writer().writeAll();
    expect(app.nest.get(SegmentState).faults()).toEqual(['SEGMENTS_FAILING']);
    await redis.client.del(keys.loggingTenants());
    await redis.client.sadd(keys.loggingTenants(), ...tenants);
    await writer().writeAll();
    expect(app.nest.get(SegmentState).faults()).toEqual([]);
  });
});

describe('a replay', () => {
  const replay = async (id: string) =>
    (await app.http('post', `/v1/decisions/${id}/replay`).expect(200)).body as Replay;

  it('comes to the same, also after later publishes', async () => {
    const { decisionId } = await decide(await aCustomer('rita'));
    const catalogs = app.nest.get(CatalogService);
    const version = await catalogs.add(TENANT, aCatalog(anOfferForAll('other', { valueMinor: 500 })));
    const [serving] = [(await catalogs.current(TENANT)).version];
    await catalogs.publish(TENANT, version);
    expect(await replay(decisionId)).toEqual({ decisionId, equal: true, differences: [] });
    await catalogs.publish(TENANT, serving);
  });

  it('says what differs when the snapshot, the seed or the model is another one', async () => {
    const customer = await aCustomer('rolf');
    const { decisionId } = await decide(customer);
    const stored = (await archive().find(TENANT, decisionId as DecisionId))!;
    const replays = app.nest.get(ReplayService);
    const { record } = stored;
    const { input } = record;
    expect(await replays.replayStored(stored)).toMatchObject({ equal: true });
    const profile = { ...input.profile, visitsPerMonth: { coffee: 0 } };
    expect(
      await replays.replayStored({ ...stored, record: { ...record, input: { ...input, profile } } }),
    ).toMatchObject({
      equal: false,
      differences: expect.arrayContaining([expect.objectContaining({ path: 'digest', recorded: record.digest })]),
    });
    const consents = { ...input.consents, marketing: false };
    const withdrawn = { ...stored, record: { ...record, input: { ...input, consents } } };
    expect((await replays.replayStored(withdrawn)).differences.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['silence', 'reasons.CONSENT_MISSING', 'slots.0']),
    );
    const reseeded = { ...stored, record: { ...record, input: { ...input, seed: input.seed + 1 } } };
    expect((await replays.replayStored(reseeded)).equal).toBe(false);
    const versions = { ...record.versions, model: 'propensity/1@000000000000' };
    expect(await replays.replayStored({ ...stored, record: { ...record, versions } })).toMatchObject({
      equal: false,
      impossible: expect.stringContaining('propensity/1@000000000000'),
    });
  });

  it('of what was never decided is not found', () => app.http('post', '/v1/decisions/nothing/replay').expect(404));
});

describe('an erasure', () => {
  it('leaves nothing of the customer in Redis, nothing readable in the segments, and all of the others', async () => {
    const [customer, other] = [await aCustomer('erased.one'), await aCustomer('erased.one2')];
    const { decisionId } = await decide(customer);
    const kept = await decide(other);
    await write();
    const before = await inSegments(other);
    const { erasedKeys } = (await app.http('delete', `/v1/customers/${customer}`).expect(200)).body as {
      erasedKeys: number;
    };
    expect(erasedKeys).toBeGreaterThan(5);
    expect(await inSegments(customer)).toEqual([]);
    await app.http('get', `/v1/decisions/${decisionId}`).expect(404);
    const all = await redis.client.keys('*');
    expect(all.filter((key) => key.includes(`${customer}}`) || key.includes(decisionId))).toEqual([]);
    for (const key of all) {
      const dump = (await redis.client.dumpBuffer(key))?.toString('latin1') ?? '';
      expect(dump.replaceAll('erased.one2', '')).not.toContain(customer);
    }
    expect(await inSegments(other)).toEqual(before);
    await app.http('get', `/v1/decisions/${kept.decisionId}`).expect(200);
  });

  it('of somebody called like a key of ours touches that key not', async () => {
    await aCustomer('catalog');
    const serving = await redis.client.get(keys.catalogCurrent(TENANT));
    await app.http('delete', '/v1/customers/catalog').expect(200);
    expect(await redis.client.get(keys.catalogCurrent(TENANT))).toBe(serving);
  });

  it('is for the customer’s own device and the operator alone', async () => {
    const { tokenFor } = await import('../support/tokens.js');
    await app.http('delete', '/v1/customers/sam', await tokenFor('device', 'eve')).expect(403);
    await app.http('delete', '/v1/customers/sam', await tokenFor('marketer', 'm')).expect(403);
  });
});
