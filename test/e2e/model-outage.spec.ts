import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ModelFault } from '../../src/scoring/manifest.js';
import { TestApp } from '../support/app.js';
import { MODEL_DIR } from '../support/builders.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { copyModels, writeFailingModel } from '../support/faults/odd-model.js';
import { TestRedis } from '../support/redis.js';

/** Of a category that the model knows; each asked for its score. */
const CATALOG = aCatalog(anOffer('espresso', { category: 'coffee' }));
const PATIENCE_MS = 60_000;

let redis: TestRedis;
let folder: string;
let app: TestApp | undefined;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'px-model-'));
  await redis.client.flushall();
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => redis?.stop());

async function start(models: string): Promise<TestApp> {
  app = await TestApp.start({ redis, catalog: CATALOG, env: { PROXIMA_MODELS_DIR: models } });
  await (await app.device('ann')).grantAll();
  return app;
}

async function ready(engine: TestApp): Promise<unknown> {
  const { status, body } = await engine.http('get', '/health/ready', '');
  return [status, body];
}

/** Where the propensity of the offer came from, as the record tells it. */
async function decide(engine: TestApp): Promise<{ source: unknown; recorded: unknown; offers: number }> {
  const order = { customer: 'ann', touchpoint: 'web', placements: ['hero'], explain: true };
  const position = { lat: 52.5219, lng: 13.4132, accuracyMetres: 8 };
  const { body } = await engine
    .http('post', '/v1/decisions')
    .send({ ...order, position })
    .expect(200);
  const answer = body as {
    decisionId: string;
    offers: object[];
    trace: { funnel: { factors?: { propensitySource: string } }[] };
  };
  const record = await redis.client.get(`px:{default:ann}:decision:${answer.decisionId}`);
  const { scoreSource } = JSON.parse(record!) as { scoreSource: string };
  return {
    source: answer.trace.funnel[0]?.factors?.propensitySource,
    recorded: scoreSource,
    offers: answer.offers.length,
  };
}

it('a model file that is missing at the start: fallback scores, told and marked, until it is there', async () => {
  const models = copyModels(folder);
  const file = join(models, 'propensity', '1', 'model.onnx');
  rmSync(file);
  const engine = await start(models);
  expect(await ready(engine)).toEqual([503, { status: 'not-ready', reasons: ['MODEL_NOT_LOADED'] }]);
  expect(await decide(engine)).toEqual({ source: 'fallback', recorded: 'fallback', offers: 1 });

  // A file that is not the one of the manifest is not loaded either.
  writeFileSync(file, 'no model');
  cpSync(join(MODEL_DIR, 'model.onnx'), file);
  await eventually(async () => ((await ready(engine)) as unknown[])[0] === 200, PATIENCE_MS);
  expect(await decide(engine)).toMatchObject({ source: 'model', recorded: 'model' });
});

it('a model that fails at run time: every score is a marked fallback, and readiness tells it while it goes on', async () => {
  const engine = await start(writeFailingModel(folder));
  expect(await ready(engine)).toEqual([200, { status: 'ready', reasons: [] }]);
  for (let n = 0; n < 20; n += 1) {
    expect(await decide(engine)).toEqual({ source: 'fallback', recorded: 'fallback', offers: 1 });
  }
  expect(await ready(engine)).toEqual([200, { status: 'degraded', reasons: ['MODEL_FAILING'] }]);
  expect(engine.logLines.join('')).toContain('RUN_FAILED');
});

it('without a manifest nobody knows what to score: a refusal to start', async () => {
  const models = copyModels(folder);
  rmSync(join(models, 'propensity', '1', 'manifest.json'));
  await expect(start(models)).rejects.toThrow(ModelFault);
});
