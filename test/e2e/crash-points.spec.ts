import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { CommitResult } from '../../src/core/types/decision.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../../src/core/types/ids.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { CRASH_POINTS, type CrashPoint } from '../../src/platform/crash-point.js';
import { keys } from '../../src/state/keys.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { writeConfig } from '../support/config.js';
import { checkHistory } from '../support/faults/check-history.js';
import type { Operation } from '../support/faults/history.js';
import { RecordedPhone } from '../support/faults/recorded-phone.js';
import { aFix, heard, openSocket } from '../support/device.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

const OWNER: Owner = { tenant: 'default' as TenantId, customer: 'ann' as CustomerId };
const DAY_MS = 24 * 3_600_000;
const CAPS = [{ limit: 1, windowMs: DAY_MS }];

const folder = mkdtempSync(join(tmpdir(), 'px-crash-'));
let redis: TestRedis;
let history: Operation[];

beforeAll(async () => {
  redis = await TestRedis.start();
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(aCatalog(anOffer('rolls'), anOffer('cake'))));
  writeConfig(folder, ({ contact }) => (contact.caps = [{ limit: 1, per: 'day' }]));
  await loadBuiltEngine();
});
beforeEach(async () => {
  await redis.client.flushall();
  history = [];
});
afterAll(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The engine as it is shipped, that ends at this point; or does not. */
async function withEngine<T>(crashAt: CrashPoint | '', work: (engine: EngineProcess) => Promise<T>): Promise<T> {
  const { startEngineProcess } = await loadBuiltEngine();
  const engine = await startEngineProcess({
    env: {
      NODE_ENV: 'test',
      PROXIMA_CRASH_AT: crashAt,
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: folder,
      PROXIMA_CONFIG_DIR: join(folder, 'config'),
      PROXIMA_CATALOG: join(folder, 'catalog.json'),
      PROXIMA_JWT_SECRET: SECRET,
      LOG_LEVEL: 'warn',
    },
  });
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

async function phoneOf({ url, pid }: EngineProcess): Promise<RecordedPhone> {
  const socket = openSocket(url, '/v1/device', { token: await tokenFor('device', OWNER.customer) });
  await heard(socket, 'connect');
  return new RecordedPhone(socket, OWNER.customer, `phone-${pid}`, history);
}

interface InForce {
  readonly commit: CommitResult;
}

/** Contacts, the last number that was given, and decisions, as they stand. */
async function kept() {
  const contacts = JSON.parse((await redis.client.get(keys.contacts(OWNER))) ?? '[]') as unknown[];
  const found = await redis.client.keys(keys.decision(OWNER, '*' as DecisionId));
  const names = found.filter((name) => !name.endsWith(':feedback'));
  const records = await Promise.all(names.map(async (name) => (await redis.client.get(name))!));
  const seq = Number((await redis.client.get(keys.seq(OWNER))) ?? 0);
  return { contacts: contacts.length, seq, records: records.map((text) => JSON.parse(text) as InForce) };
}

const pushes = () => history.filter(({ kind }) => kind === 'push').length;

describe.each<[CrashPoint, { spent: number; mostPushed: number }]>([
  ['before-commit', { spent: 0, mostPushed: 0 }],
  ['after-commit', { spent: 1, mostPushed: 0 }],
  ['before-push', { spent: 1, mostPushed: 0 }],
  ['before-ack', { spent: 1, mostPushed: 1 }],
])('an engine that ends %s', (point, { spent, mostPushed }) => {
  it('leaves all or nothing of the decision, and the report sent again is no second contact', async () => {
    await withEngine(point, async (engine) => {
      const phone = await phoneOf(engine);
      await phone.consentToAll();
      const gone = heard(phone.socket, 'disconnect');
      expect(await phone.report(aFix({ at: Date.now() - 1_000 }))).toBeUndefined();
      await gone;
    });
    expect(pushes()).toBeLessThanOrEqual(mostPushed);
    const left = await kept();
    expect(left.contacts).toBe(spent);
    expect(left.records).toHaveLength(spent);
    expect(left.seq > 0).toBe(spent > 0);
    for (const record of left.records) {
      expect(record).toMatchObject({ v: 1, slots: [{}], commit: { g: [[0, 0, left.seq]], r: [] } });
    }

    await withEngine('', async (engine) => {
      const phone = await phoneOf(engine);
      const again = await phone.report(aFix());
      const outcome = spent ? { silence: 'CAP_REACHED' } : { deliveryId: expect.any(String) };
      expect(again).toMatchObject({ ok: true, data: { outcome } });
      phone.close();
    });
    const after = await kept();
    expect(after.contacts).toBe(1);
    // One number was given: it is the last, and that of the one grant.
    expect(after.records.flatMap(({ commit }) => commit.g)).toEqual([[0, 0, after.seq]]);
    expect(pushes()).toBeLessThanOrEqual(1);
    expect(checkHistory(history, CAPS)).toEqual([]);
  });
});

describe('PROXIMA_CRASH_AT', () => {
  const secret = { PROXIMA_JWT_SECRET: SECRET };

  it.each(['production', 'development', ''])('is refused where NODE_ENV is "%s"', (NODE_ENV) => {
    const settings = () => readSettings({ ...secret, NODE_ENV, PROXIMA_CRASH_AT: 'before-ack' });
    expect(settings).toThrow(/PROXIMA_CRASH_AT: .* only for tests/);
  });

  it('names one of the points', () => {
    expect(() => readSettings({ ...secret, NODE_ENV: 'test', PROXIMA_CRASH_AT: 'anywhere' })).toThrow(
      /PROXIMA_CRASH_AT/,
    );
    for (const point of CRASH_POINTS) {
      expect(readSettings({ ...secret, NODE_ENV: 'test', PROXIMA_CRASH_AT: point }).PROXIMA_CRASH_AT).toBe(point);
    }
  });
});
