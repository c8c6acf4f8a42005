import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readLines } from '../../src/archive/segment-file.js';
import { SegmentState } from '../../src/archive/segment-state.js';
import type { EngineProcess, startEngineProcess } from '../../src/commands/engine-process.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import type { WorkerThread } from '../../src/worker-thread.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { writeConfig } from '../support/config.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

/** A fault is tried again after five seconds; a busy machine leaves the writer little time. */
const HEALED_MS = 20_000;
const WRITTEN_MS = 20_000;

let start: typeof startEngineProcess;
let redis: TestRedis;
let folder: string;
const running: EngineProcess[] = [];

beforeAll(async () => {
  ({ startEngineProcess: start } = await loadBuiltEngine());
});
beforeEach(async () => {
  redis = await TestRedis.start();
  folder = mkdtempSync(join(tmpdir(), 'px-worker-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((engine) => engine.stop()));
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => expect(running).toEqual([]));

async function launch(env: Record<string, string>): Promise<EngineProcess> {
  const catalogPath = join(folder, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(aCatalog(anOfferForAll('voucher'))));
  const engine = await start({
    env: {
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: folder,
      PROXIMA_CONFIG_DIR: writeConfig(folder),
      PROXIMA_CATALOG: catalogPath,
      PROXIMA_JWT_SECRET: SECRET,
      LOG_LEVEL: 'silent',
      ...env,
    },
  });
  running.push(engine);
  return engine;
}

async function decide({ url }: EngineProcess): Promise<string> {
  const headers = { authorization: `Bearer ${await tokenFor('operator', 'op')}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ customer: 'ann', touchpoint: 'web', placements: ['hero'] });
  const answer = await fetch(`${url}/v1/decisions`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as DecisionAnswer).decisionId;
}

async function readiness({ url }: EngineProcess): Promise<unknown> {
  return (await fetch(`${url}/health/ready`)).json();
}

async function metricsOf({ url }: EngineProcess): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

/** Who wrote it: the process in the name of a segment, `HOST.PID.START`. A segment may be read while it is written. */
async function writerOf(id: string): Promise<string | undefined> {
  const root = join(folder, 'segments');
  if (!existsSync(root)) return undefined;
  for (const name of readdirSync(root, { recursive: true }) as string[]) {
    if (!name.endsWith('.gz')) continue;
    for await (const line of readLines(join(root, name)))
      if (line.id === id) return name.split('/').at(-1)!.split('.').at(-4);
  }
  return undefined;
}

const written = (id: string) => eventually(() => writerOf(id), WRITTEN_MS);

it('an engine writes its own segments, in a thread beside the decisions', async () => {
  const engine = await launch({});
  expect(await written(await decide(engine))).toBe(String(engine.pid));
  await eventually(async () => /^proxima_segment_decisions_total 1$/m.test(await metricsOf(engine)));
  await engine.stop();
  expect(await engine.ended).toBe(0);
});

it('a disk that cannot be written is told by readiness; what was decided is written when it can', async () => {
  const engine = await launch({});
  await written(await decide(engine));
  const [day, hidden] = [join(folder, 'segments', 'tenant-default'), join(folder, 'hidden')];
  renameSync(day, hidden);
  writeFileSync(day, 'a file where the folder was');
  const id = await decide(engine);
  const degraded = { status: 'degraded', reasons: ['SEGMENTS_FAILING'] };
  await eventually(async () => JSON.stringify(await readiness(engine)) === JSON.stringify(degraded), WRITTEN_MS);
  expect(await metricsOf(engine)).toMatch(/^proxima_segments_failing 1$/m);
  rmSync(day);
  renameSync(hidden, day);
  await eventually(() => writerOf(id), HEALED_MS);
  await eventually(async () => ((await readiness(engine)) as { status: string }).status === 'ready', WRITTEN_MS);
});

it('an engine alone writes none; a worker in another process does, and ends when told', async () => {
  const engine = await launch({ PROXIMA_ROLE: 'engine' });
  const id = await decide(engine);
  await eventually(async () => (await redis.client.xlen('px:{default:log}:decisions')) === 1);
  expect(await writerOf(id)).toBeUndefined();
  const worker = await launch({ PROXIMA_ROLE: 'worker' });
  expect(await written(id)).toBe(String(worker.pid));
  await worker.stop();
  expect(await worker.ended).toBe(0);
});

it('a thread that ends is told and started again', async () => {
  await redis.kill();
  const built = '../../dist/src/worker-thread.js';
  const { WorkerThread: Built } = (await import(built)) as { WorkerThread: typeof WorkerThread };
  const state = new SegmentState(new Metrics());
  const settings = readSettings({ REDIS_URL: redis.socketPath, PROXIMA_DATA_DIR: folder, PROXIMA_JWT_SECRET: SECRET });
  const thread = new Built({ ...settings, LOG_LEVEL: 'silent' }, pino({ level: 'silent' }), state);
  thread.start();
  try {
    await eventually(() => state.fault === 'ENDED', WRITTEN_MS);
    await redis.launch();
    await eventually(() => state.fault === undefined, HEALED_MS);
  } finally {
    await thread.stop();
  }
});
