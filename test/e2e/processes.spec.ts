import { readFileSync, readdirSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { writeConfig } from '../support/config.js';
import { connectDevice, type Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

const folder = mkdtempSync(join(tmpdir(), 'px-processes-'));
let redis: TestRedis;
let engine: EngineProcess;
const devices: Device[] = [];

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  const catalogPath = join(folder, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(aCatalog(anOffer('rolls'))));
  engine = await startEngineProcess({
    env: {
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: folder,
      PROXIMA_CONFIG_DIR: writeConfig(folder),
      PROXIMA_CATALOG: catalogPath,
      PROXIMA_JWT_SECRET: SECRET,
      PROXIMA_PROCESSES: '2',
      LOG_LEVEL: 'silent',
    },
  });
});

afterAll(async () => {
  devices.forEach((device) => device.close());
  await engine?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Children of a process, as Linux tells them. */
function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

async function aDevice(customer: string): Promise<Device> {
  const device = await connectDevice(engine.url, await tokenFor('device', customer));
  devices.push(device);
  await device.grantAll();
  return device;
}

it('two engines share one port, and each customer is served wherever they come in', async () => {
  expect(childrenOf(engine.pid)).toHaveLength(2);
  for (const customer of ['ann', 'ben', 'cem', 'dan']) {
    const device = await aDevice(customer);
    expect(await device.report()).toMatchObject({ outcome: { offerId: 'rolls' } });
  }
});

it('one that is killed is replaced, and the others go on', async () => {
  const [first, second] = childrenOf(engine.pid);
  process.kill(first!, 'SIGKILL');
  // A connection that was being handed to the killed one is lost with it; the next one is answered.
  const isLive = () =>
    fetch(`${engine.url}/health/live`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(isLive);
  await eventually(() => childrenOf(engine.pid).length === 2 && !childrenOf(engine.pid).includes(first!), 40_000);
  expect(childrenOf(engine.pid)).toContain(second);
});

it('all of them end with their parent, also when it is killed', async () => {
  const children = childrenOf(engine.pid);
  process.kill(engine.pid, 'SIGKILL');
  const isLiving = (pid: number) => {
    try {
      process.kill(pid, 0);
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  };
  await eventually(() => !children.some(isLiving));
});
