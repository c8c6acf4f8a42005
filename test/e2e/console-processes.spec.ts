import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
import { Watcher } from '../support/watcher.js';

/** Connections go to the two processes of an engine in turn: with this many, each has some. */
const CUSTOMERS = ['ann', 'ben', 'cem', 'dan', 'eve', 'fay'];

const folder = mkdtempSync(join(tmpdir(), 'px-console-'));
let redis: TestRedis;
/** Two processes behind one port, and a second machine beside them. */
let pair: EngineProcess;
let other: EngineProcess;
const open: { close(): void }[] = [];

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  const catalogPath = join(folder, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(aCatalog(anOffer('rolls'))));
  const env = {
    REDIS_URL: redis.socketPath,
    PROXIMA_CONFIG_DIR: writeConfig(folder),
    PROXIMA_CATALOG: catalogPath,
    PROXIMA_JWT_SECRET: SECRET,
    LOG_LEVEL: 'silent',
  };
  pair = await startEngineProcess({ env: { ...env, PROXIMA_DATA_DIR: join(folder, 'a'), PROXIMA_PROCESSES: '2' } });
  other = await startEngineProcess({ env: { ...env, PROXIMA_DATA_DIR: join(folder, 'b'), PROXIMA_ROLE: 'engine' } });
});

afterAll(async () => {
  for (const each of open) each.close();
  await Promise.all([pair?.stop(), other?.stop()]);
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function aDevice(url: string, customer: string): Promise<Device> {
  const device = await connectDevice(url, await tokenFor('device', customer));
  open.push(device);
  return device.grantAll();
}

async function aWatcher(url: string): Promise<Watcher> {
  const watcher = await Watcher.watch(url);
  open.push(watcher);
  return watcher;
}

it('every watcher sees every process, on this machine and on others, each decision once', async () => {
  const watchers = [await aWatcher(pair.url), await aWatcher(pair.url), await aWatcher(other.url)];
  // Each process finds within a second or two that somebody watches.
  await eventually(() => watchers.every(({ ticks }) => ticks.at(-1)!.processes === 3));

  const made = new Set<string>();
  for (const [i, customer] of CUSTOMERS.entries()) {
    const device = await aDevice(i % 2 === 0 ? pair.url : other.url, customer);
    const { outcome } = await device.report();
    made.add(outcome.decisionId!);
  }
  for (const watcher of watchers) {
    const decisions = () => watcher.decisions.flatMap(({ decisionId }) => decisionId ?? []);
    await eventually(() => decisions().length >= made.size);
    expect(decisions().sort()).toEqual([...made].sort());
    await eventually(() => watcher.ticks.at(-1)!.sockets === CUSTOMERS.length);
    expect(watcher.untold).toEqual([]);
  }
});

it('a process that goes is no part of the figures any more', async () => {
  const watcher = await aWatcher(pair.url);
  await eventually(() => watcher.ticks.at(-1)!.processes === 3);
  await other.stop();
  await eventually(() => watcher.ticks.at(-1)!.processes === 2);
});
