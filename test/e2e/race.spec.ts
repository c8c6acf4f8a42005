import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { CustomerId, Owner, TenantId } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { writeConfig } from '../support/config.js';
import { connectDevice, type Device } from '../support/device.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

const DEVICES_AN_ENGINE = 6;
const REPORTS_A_DEVICE = 5;
const CAP = 3;
const OWNER: Owner = { tenant: 'default' as TenantId, customer: 'wanted' as CustomerId };

const folder = mkdtempSync(join(tmpdir(), 'px-race-'));
let redis: TestRedis;
let engines: EngineProcess[] = [];
let devices: Device[] = [];

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  const catalogPath = join(folder, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(aCatalog(anOffer('rolls'), anOffer('cake'), anOffer('tart'))));
  const config = writeConfig(folder, ({ contact }) => (contact.caps = [{ limit: CAP, per: 'day' }]));
  const start = (name: string) =>
    startEngineProcess({
      env: {
        REDIS_URL: redis.socketPath,
        PROXIMA_DATA_DIR: join(folder, name),
        PROXIMA_CONFIG_DIR: config,
        PROXIMA_CATALOG: catalogPath,
        PROXIMA_JWT_SECRET: SECRET,
        LOG_LEVEL: 'warn',
      },
    });
  engines = await Promise.all([start('left'), start('right')]);
  const token = await tokenFor('device', OWNER.customer);
  const places = engines.flatMap(({ url }) => Array.from({ length: DEVICES_AN_ENGINE }, () => url));
  devices = await Promise.all(places.map((url) => connectDevice(url, token)));
  await devices[0]!.grantAll();
});

afterAll(async () => {
  devices.forEach((device) => device.close());
  await Promise.all(engines.map((engine) => engine.stop()));
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('two processes, one customer, 60 reports at once: exactly as many pushes as the cap allows', async () => {
  expect(new Set(engines.map(({ pid }) => pid)).size).toBe(2);
  const reports = devices.flatMap((device) => Array.from({ length: REPORTS_A_DEVICE }, () => device.report()));
  expect(reports).toHaveLength(60);
  const acks = await Promise.all(reports);

  const granted = acks.filter(({ outcome }) => outcome.deliveryId);
  expect(granted).toHaveLength(CAP);
  const refused = new Set(acks.filter(({ outcome }) => !outcome.deliveryId).map(({ outcome }) => outcome.silence));
  expect([...refused].filter((code) => !['CAP_REACHED', 'COALESCED', 'FIX_LATE'].includes(code!))).toEqual([]);
  // A push leaves before the ack of its report.
  const pushes = devices.flatMap((device) => device.pushes);
  expect(pushes.map(({ deliveryId }) => deliveryId).sort()).toEqual(
    granted.map(({ outcome }) => outcome.deliveryId).sort(),
  );
  const seqs = pushes.map(({ seq }) => seq).sort();
  expect(seqs.map((seq) => seq - seqs[0]!)).toEqual([0, 1, 2]);
  expect(JSON.parse((await redis.client.get(keys.contacts(OWNER)))!)).toHaveLength(CAP);
});

it('both processes took part in the race', async () => {
  const halves = [devices.slice(0, DEVICES_AN_ENGINE), devices.slice(DEVICES_AN_ENGINE)];
  for (const half of halves) expect(await half[0]!.report()).toMatchObject({ outcome: { silence: 'CAP_REACHED' } });
});
