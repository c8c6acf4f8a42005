import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { RedisService } from '../../src/platform/redis/redis.service.js';
import { WIDE_LIMITS } from '../fuzz/wide-limits.js';
import { TestApp } from '../support/app.js';
import { TOWN } from '../support/catalog.js';
import { aFix, type Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { FaultProxy } from '../support/faults/fault-proxy.js';
import { AS_SHIPPED } from '../support/patient.js';
import { TestRedis } from '../support/redis.js';

const PATIENCE_MS = 60_000;
const TENANT = 'default' as TenantId;
const POINTER = 'px:{default:catalog}:current';

let redis: TestRedis;
let proxy: FaultProxy;
let app: TestApp;
let device: Device;
let phones = 0;

beforeAll(async () => {
  redis = await TestRedis.start();
  proxy = await FaultProxy.start(redis.socketPath);
  app = await TestApp.start({ redis, limits: WIDE_LIMITS, env: { ...AS_SHIPPED, REDIS_URL: proxy.url } });
});
beforeEach(async () => {
  await readiness(200, 'ready');
  device = await (await app.device(`ann-${(phones += 1)}`)).grantAll();
});
afterEach(async () => {
  proxy.set();
  await proxy.up();
  await redis.launch();
});
afterAll(async () => {
  await app?.stop();
  await proxy?.down();
  await redis?.stop();
});

/** Waits until readiness says so; `live` never says anything else than that the process lives. */
async function readiness(status: number, word: string, ...reasons: string[]): Promise<void> {
  await eventually(async () => {
    const { status: code, body } = await app.http('get', '/health/ready', '');
    return JSON.stringify([code, body]) === JSON.stringify([status, { status: word, reasons }]);
  }, PATIENCE_MS);
  await app.http('get', '/health/live', '').expect(200);
}

const UNAVAILABLE = { ok: false, error: { code: 'STATE_UNAVAILABLE', retryAfterMs: 1_000 } };

/** Every write is refused, in a way that clients can act on, and nothing is pushed. */
async function expectRefusals(): Promise<void> {
  const before = device.pushes.length;
  expect(await device.send('position:report', aFix())).toMatchObject(UNAVAILABLE);
  const consent = { purpose: 'marketing', status: 'granted', textVersion: '1' };
  expect(await device.send('consent:set', consent)).toMatchObject(UNAVAILABLE);
  const events = [{ eventId: 'e', type: 'visit', category: 'bar', at: Date.now() }];
  expect(await device.send('feedback:report', { events })).toMatchObject(UNAVAILABLE);
  const order = { customer: 'ann', touchpoint: 'web', placements: ['hero'] };
  const answer = await app.http('post', '/v1/decisions').send(order).expect(503);
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.body).toMatchObject({ code: 'STATE_UNAVAILABLE' });
  expect(device.pushes).toHaveLength(before);
}

async function expectPush(): Promise<void> {
  const before = device.pushes.length;
  const ack = await eventually(() => device.report().catch(() => undefined), PATIENCE_MS);
  expect(ack.outcome.deliveryId).toEqual(expect.any(String));
  expect(await device.push(before + 1)).toMatchObject({ deliveryId: ack.outcome.deliveryId });
}

describe('a Redis that takes no writes', () => {
  it.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'memory is full',
      'REDIS_FULL',
      () => redis.client.config('SET', 'maxmemory', '1'),
      () => redis.client.config('SET', 'maxmemory', '0'),
    ],
    [
      'a replica',
      'REDIS_READONLY',
      () => redis.client.replicaof('127.0.0.1', 1),
      () => redis.client.replicaof('NO', 'ONE'),
    ],
    [
      'too few replicas',
      'REDIS_READONLY',
      () => redis.client.config('SET', 'min-replicas-to-write', '1'),
      () => redis.client.config('SET', 'min-replicas-to-write', '0'),
    ],
  ])('%s: %s, and as before when it is over', async (_name, reason, takeAway, giveBack) => {
    await takeAway();
    try {
      await readiness(503, 'not-ready', reason);
      await expectRefusals();
    } finally {
      await giveBack();
    }
    await readiness(200, 'ready');
    await expectPush();
  });

  it('loading its file: REDIS_LOADING, and as before when it is done', async () => {
    const pipeline = redis.client.pipeline();
    for (let n = 0; n < 3_000; n += 1) pipeline.set(`filler:${n}`, 'x'.repeat(100));
    await pipeline.exec();
    await redis.client.save();
    await redis.kill();
    await readiness(503, 'not-ready', 'REDIS_DOWN');
    const launched = redis.launch('--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024');
    await readiness(503, 'not-ready', 'REDIS_LOADING');
    await expectRefusals();
    await launched;
    await readiness(200, 'ready');
    // Consent was in the file.
    await expectPush();
  });
});

describe('a Redis that is far away', () => {
  it('slow, but in time: decides as ever', async () => {
    proxy.set({ latencyMs: 250, jitterMs: 50 });
    await expectPush();
    await readiness(200, 'ready');
  });

  it('slow, in small pieces: decides as ever', async () => {
    proxy.set({ slice: { bytes: 64, delayMs: 1 } });
    await expectPush();
  });

  it('too slow: refused, REDIS_DOWN, and as before when it is over', async () => {
    proxy.set({ latencyMs: 2_000 });
    await readiness(503, 'not-ready', 'REDIS_DOWN');
    await expectRefusals();
    proxy.set();
    await readiness(200, 'ready');
    await expectPush();
  });

  it('stalled: refused, the connection is given up with all that waits in it, and as before when it is over', async () => {
    const { client } = app.nest.get(RedisService);
    const { stream } = client as unknown as { stream: { destroyed: boolean } };
    proxy.set({ stall: true });
    await readiness(503, 'not-ready', 'REDIS_DOWN');
    await expectRefusals();
    await eventually(() => stream.destroyed, PATIENCE_MS);
    proxy.set();
    await readiness(200, 'ready');
    await expectPush();
  });

  it('reset: the next report goes through on a new connection', async () => {
    proxy.reset();
    await expectPush();
  });

  it('gone, and back with all that it knew', async () => {
    await proxy.down();
    await readiness(503, 'not-ready', 'REDIS_DOWN');
    await expectRefusals();
    await proxy.up();
    await readiness(200, 'ready');
    await expectPush();
  });

  it('so slow that the line grows: who cannot be decided in time is told to come later, and all are answered', async () => {
    // Far within the time that a command has: what is too late is so by the line.
    proxy.set({ latencyMs: 150 });
    const order = { touchpoint: 'app-screen', placements: ['card'] };
    const acks = await Promise.all(Array.from({ length: 1_500 }, () => device.send('offer:request', order)));
    const codes = acks.map((ack) => (ack.ok ? 'ok' : `${ack.error.code} ${ack.error.retryAfterMs}`));
    const counts = Object.fromEntries(
      [...new Set(codes)].map((code) => [code, codes.filter((c) => c === code).length]),
    );
    expect(counts['OVERLOADED 1000']).toBeGreaterThan(0);
    expect(counts.ok).toBeGreaterThan(0);
    expect(Object.keys(counts).filter((code) => !/^(ok|OVERLOADED 1000|STATE_UNAVAILABLE 1000)$/.test(code))).toEqual(
      [],
    );
  });
});

describe('a Redis that has forgotten', () => {
  it('the scripts: they are taught again', async () => {
    await expectPush();
    await redis.client.script('FLUSH');
    await expectPush();
  });

  it('everything: no push until consent is given again, and the catalog is seeded anew', async () => {
    await redis.kill();
    // Another test has saved a file.
    await redis.launch('--dbfilename', 'none.rdb');
    await readiness(200, 'ready');
    const { outcome } = await eventually(() => device.report().catch(() => undefined), PATIENCE_MS);
    expect(outcome).toEqual({ silence: 'CONSENT_MISSING' });
    expect(device.pushes).toEqual([]);
    await eventually(() => redis.client.exists(POINTER), PATIENCE_MS);
    await device.grantAll();
    await expectPush();
  });
});

describe('a catalog pointer that leads nowhere', () => {
  let version: string;

  beforeEach(async () => {
    version = await eventually(() => redis.client.get(POINTER), PATIENCE_MS);
  });
  afterEach(() => redis.client.set(POINTER, version));

  const copyOf = (key: string) => redis.client.copy(`px:{default:catalog}:version:${version}`, key);

  it.each([
    ['a version that is not there', 'nowhere', () => Promise.resolve()],
    ['a version of another type', 'text', (key: string) => redis.client.set(key, '{"offers": [')],
    ['a version whose head is no JSON', 'broken', (key: string) => redis.client.hset(key, 'head', '{"offers": [')],
    ['a version whose head is that of another', 'wrong', copyOf],
    [
      'a version that misses a block',
      'missing',
      async (key: string) => {
        await copyOf(key);
        await redis.client.hdel(key, '0');
      },
    ],
  ])('%s: the last one goes on, and it is told', async (_name, name, write) => {
    await write(`px:{default:catalog}:version:${name}`);
    await redis.client.set(POINTER, name);
    await readiness(200, 'degraded', 'CATALOG_BROKEN');
    await expectPush();
    await redis.client.set(POINTER, version);
    await readiness(200, 'ready');
  });
});

describe('a catalog pointer that is gone, without a file to seed it from', () => {
  // The engine of the other tests would seed a pointer that is gone.
  let own: TestRedis;
  let bare: TestApp;
  let phone: Device;

  beforeAll(async () => {
    own = await TestRedis.start();
    bare = await TestApp.start({ redis: own, env: { ...AS_SHIPPED, PROXIMA_CATALOG: '' } });
  });
  beforeEach(async () => {
    const catalogs = bare.nest.get(CatalogService);
    await catalogs.publish(TENANT, await catalogs.add(TENANT, TOWN));
    phone = await (await bare.device(`bare-${(phones += 1)}`)).grantAll();
  });
  afterAll(async () => {
    await bare?.stop();
    await own?.stop();
  });

  const expectReadiness = (word: string, ...reasons: string[]) =>
    eventually(async () => {
      const { status, body } = await bare.http('get', '/health/ready', '');
      return JSON.stringify([status, body]) === JSON.stringify([200, { status: word, reasons }]);
    }, PATIENCE_MS);

  it('the last one goes on, and it is told, until one is published', async () => {
    await expectReadiness('ready');
    await own.client.del(POINTER);
    await expectReadiness('degraded', 'CATALOG_MISSING');
    expect((await phone.report()).outcome.deliveryId).toEqual(expect.any(String));
    expect(await own.client.exists(POINTER)).toBe(0);
    const catalogs = bare.nest.get(CatalogService);
    await catalogs.publish(TENANT, await catalogs.add(TENANT, TOWN));
    await expectReadiness('ready');
  });

  it('is told once in the log', async () => {
    const told = () => bare.logLines.filter((line) => line.includes('CATALOG_MISSING')).length;
    const before = told();
    await own.client.del(POINTER);
    await expectReadiness('degraded', 'CATALOG_MISSING');
    const asked = await Promise.all(Array.from({ length: 5 }, () => bare.nest.get(CatalogService).current(TENANT)));
    expect(asked.every(({ offerCount }) => offerCount > 0)).toBe(true);
    // The pointer is looked at twice a second.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(told() - before).toBe(1);
  });
});
