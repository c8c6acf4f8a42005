import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { EventsAnswer } from '../../src/contract/feedback.js';
import type { StockPage } from '../../src/contract/stock.js';
import type { CrashPoint } from '../../src/platform/crash-point.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { writeConfig } from '../support/config.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

const UNITS = 20;
const CUSTOMERS = 60;
/** Of these, half come by each process. */
const EARLY = 6;

const folder = mkdtempSync(join(tmpdir(), 'px-stock-'));
let redis: TestRedis;
let token: string;

beforeAll(async () => {
  redis = await TestRedis.start();
  token = await tokenFor('operator', 'crm');
  writeConfig(folder);
  await loadBuiltEngine();
});
beforeEach(() => redis.client.flushall());
afterAll(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** An engine as it is shipped, that ends at this point; or does not. */
async function start(units: number, leaseSeconds: number, crashAt: CrashPoint | '' = ''): Promise<EngineProcess> {
  const { startEngineProcess } = await loadBuiltEngine();
  const catalog = join(folder, 'catalog.json');
  writeFileSync(catalog, JSON.stringify(aCatalog(anOfferForAll('mug', { stock: { units, leaseSeconds } }))));
  return startEngineProcess({
    env: {
      NODE_ENV: 'test',
      PROXIMA_CRASH_AT: crashAt,
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: folder,
      PROXIMA_CONFIG_DIR: join(folder, 'config'),
      PROXIMA_CATALOG: catalog,
      PROXIMA_JWT_SECRET: SECRET,
      LOG_LEVEL: 'warn',
    },
  });
}

async function withEngine<T>(engine: Promise<EngineProcess>, work: (url: string) => Promise<T>): Promise<T> {
  const { url, stop } = await engine;
  try {
    return await work(url);
  } finally {
    await stop();
  }
}

/** @throws TypeError when the engine ends before it has answered. */
async function call<T>(url: string, method: string, path: string, body?: object, key?: string): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, {
    method,
    headers: key ? { ...headers, 'idempotency-key': key } : headers,
    body: body && JSON.stringify(body),
  });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

const consent = (url: string, customer: string) =>
  call(url, 'POST', `/v1/customers/${customer}/consents`, {
    purpose: 'marketing',
    status: 'granted',
    textVersion: '1',
  });

const decide = (url: string, customer: string) =>
  call<DecisionAnswer>(url, 'POST', '/v1/decisions', { customer, touchpoint: 'web', placements: ['hero'] }, 'order-1');

const stockAt = async (url: string) => (await call<StockPage>(url, 'GET', '/v1/catalog/stock')).offers[0]!;

function accept(url: string, customer: string, deliveryId: string): Promise<EventsAnswer> {
  const events = [{ eventId: 'yes', type: 'accept', deliveryId, at: Date.now() }];
  return call(url, 'POST', '/v1/events', { customer, events });
}

it('two processes, sixty customers at once: exactly as many get one as there are, and each may accept', async () => {
  await withEngine(start(UNITS, 600), (left) =>
    withEngine(start(UNITS, 600), async (right) => {
      const customers = Array.from({ length: CUSTOMERS }, (_, n) => `customer-${n}`);
      const placed = customers.map((customer, n) => [customer, n % 2 === 0 ? left : right] as const);
      for (const [customer, url] of placed) await consent(url, customer);
      // First one after the other, so that each process surely has a part of the same stock.
      const first: DecisionAnswer[] = [];
      for (const [customer, url] of placed.slice(0, EARLY)) first.push(await decide(url, customer));
      expect(first.map(({ offers }) => offers.length)).toEqual(first.map(() => 1));
      expect(await stockAt(left)).toMatchObject({ live: EARLY, left: UNITS - EARLY });
      const rest = await Promise.all(placed.slice(EARLY).map(([customer, url]) => decide(url, customer)));
      const answers = [...first, ...rest];
      expect(answers.filter(({ offers }) => offers.length > 0)).toHaveLength(UNITS);
      for (const url of [left, right]) {
        expect(await stockAt(url)).toMatchObject({ live: UNITS, left: 0 });
      }
      // Each tells the other process.
      const accepted = await Promise.all(
        placed.map(async ([customer, url], n) => {
          const [offer] = answers[n]!.offers;
          return offer && accept(url === left ? right : left, customer, offer.deliveryId);
        }),
      );
      const statuses = accepted.flatMap((answer) => answer?.events.map(({ status }) => status) ?? []);
      expect(statuses).toEqual(Array.from({ length: UNITS }, () => 'recorded'));
      expect(await stockAt(left)).toMatchObject({ live: 0, held: 0, consumed: UNITS, left: 0 });
    }),
  );
});

it.each<CrashPoint>(['before-commit', 'after-commit'])(
  'an engine that ends %s: the same order again gets the very one that was leased, and nobody else does',
  async (point) => {
    await withEngine(start(1, 600, point), async (url) => {
      await consent(url, 'ann');
      await expect(decide(url, 'ann')).rejects.toThrow('fetch failed');
    });
    await withEngine(start(1, 600), async (url) => {
      await consent(url, 'bob');
      expect(await stockAt(url)).toMatchObject({ live: 1, left: 0 });
      expect((await decide(url, 'bob')).offers).toEqual([]);
      expect((await decide(url, 'ann')).offers).toMatchObject([{ offerId: 'mug' }]);
      expect(await stockAt(url)).toMatchObject({ live: 1, left: 0 });
    });
  },
  60_000,
);

it('an engine that ends before-commit, and nobody asks again: the lease comes back by itself', async () => {
  await withEngine(start(1, 2, 'before-commit'), async (url) => {
    await consent(url, 'ann');
    await expect(decide(url, 'ann')).rejects.toThrow('fetch failed');
  });
  await withEngine(start(1, 2), async (url) => {
    await eventually(async () => (await stockAt(url)).left === 1);
    await consent(url, 'bob');
    expect((await decide(url, 'bob')).offers).toMatchObject([{ offerId: 'mug' }]);
  });
});

it('an engine that ends before-feedback: the acceptance that is sent again is recorded, and consumes no second one', async () => {
  const shown = await withEngine(start(2, 600), async (url) => {
    await consent(url, 'ann');
    return (await decide(url, 'ann')).offers[0]!;
  });
  await withEngine(start(2, 600, 'before-feedback'), (url) =>
    expect(accept(url, 'ann', shown.deliveryId)).rejects.toThrow('fetch failed'),
  );
  await withEngine(start(2, 600), async (url) => {
    expect(await stockAt(url)).toMatchObject({ live: 0, consumed: 1 });
    expect(await accept(url, 'ann', shown.deliveryId)).toMatchObject({ events: [{ status: 'recorded' }] });
    expect(await accept(url, 'ann', shown.deliveryId)).toMatchObject({ events: [{ status: 'duplicate' }] });
    expect(await stockAt(url)).toMatchObject({ live: 0, held: 0, consumed: 1, left: 1 });
  });
});
