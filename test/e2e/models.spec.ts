import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import { readStamped } from '../../src/commands/model/read-stamped.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { ModelCalibration, ModelDrift, ModelEvaluation, ModelHistory } from '../../src/contract/model-evidence.js';
import type { ModelVersionAnswer } from '../../src/contract/models.js';
import type { ModelAuditEntry, ModelRelease } from '../../src/contract/releases.js';
import type { Replay } from '../../src/contract/replay.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';
import { bucketOf } from '../../src/core/rollout/bucket.js';
import { withMetadata } from '../../src/release/onnx/stamp-file.js';
import { STAMP_KEY } from '../../src/release/read-stamp.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { MODEL_DIR } from '../support/builders.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { writeConfig } from '../support/config.js';
import { eventually } from '../support/eventually.js';
import { floatTensor, floatValue, onnxFile, smallModel } from '../support/onnx-file.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

// Uploads are looked at in threads and processes of the shipped engine, so it is the shipped one that is asked.

const MODEL = '/v1/models/propensity';
const CUSTOMERS = 600;
const CATEGORY = 'coffee';
const PATIENCE_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'px-models-'));
let redis: TestRedis;
let token: string;
let foreign: string;
let first: EngineProcess;
let second: EngineProcess;
const shipped = readStamped(MODEL_DIR, undefined);

beforeAll(async () => {
  redis = await TestRedis.start();
  token = await tokenFor('operator', 'crm');
  foreign = await tokenFor('scientist', 'ada', 'elsewhere');
  writeConfig(folder, (policy) => {
    (policy.arbitration as Record<string, unknown>).minPropensity = 0;
  });
  const offers = ['mug', 'cup', 'jar'].map((id, i) => anOfferForAll(id, { category: CATEGORY, valueMinor: 500 + i }));
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(aCatalog(...offers)));
  await loadBuiltEngine();
  [first, second] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<EngineProcess> {
  const { startEngineProcess } = await loadBuiltEngine();
  return startEngineProcess({
    env: {
      NODE_ENV: 'test',
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: folder,
      PROXIMA_CONFIG_DIR: join(folder, 'config'),
      PROXIMA_CATALOG: join(folder, 'catalog.json'),
      PROXIMA_JWT_SECRET: SECRET,
      LOG_LEVEL: 'warn',
    },
  });
}

/** `npm run model -- ...`, as it is built. */
function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, PROXIMA_URL: first.url, PROXIMA_TOKEN: token };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/src/commands/model.command.js', ...args], { env }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly etag: string | null;
}

async function ask<T>(
  method: string,
  path: string,
  body?: object,
  { engine = first, bearer = token, headers = {} }: { engine?: EngineProcess; bearer?: string; headers?: object } = {},
): Promise<Answered<T>> {
  const isFile = body instanceof Uint8Array;
  const type = isFile ? 'application/octet-stream' : 'application/json';
  const reply = await fetch(`${engine.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, ...(body && { 'content-type': type }), ...headers },
    body: isFile ? Buffer.from(body) : body && JSON.stringify(body),
  });
  const text = await reply.text();
  const isJson = reply.headers.get('content-type')?.includes('json');
  return { status: reply.status, body: (isJson ? JSON.parse(text) : text) as T, etag: reply.headers.get('etag') };
}

const upload = (file: Uint8Array, bearer = token) =>
  ask<ModelVersionAnswer & { code: string; detail: string; issues: { path: string; message: string }[] }>(
    'POST',
    `${MODEL}/versions`,
    file,
    { bearer },
  );
const noted = (note: string) => withMetadata(shipped, 'note', note);
const release = async (engine = first) =>
  (await ask<ModelRelease>('GET', `${MODEL}/aliases`, undefined, { engine })).body;

async function decide(customer: string, engine = first): Promise<DecisionAnswer> {
  const order = { customer, touchpoint: 'web', placements: ['hero'] };
  return (await ask<DecisionAnswer>('POST', '/v1/decisions', order, { engine })).body;
}

/** Who allows it is shown something, and what nobody may be shown no model is asked about. */
async function decideFor(customer: string): Promise<DecisionAnswer> {
  const consent = { purpose: 'marketing', status: 'granted', textVersion: '1' };
  await ask('POST', `/v1/customers/${customer}/consents`, consent);
  return decide(customer);
}

async function versionBehind({ decisionId }: DecisionAnswer): Promise<string> {
  const { body } = await ask<{ versions: { model: string } }>('GET', `/v1/decisions/${decisionId}`);
  return body.versions.model.replace(/^.*\/|@.*$/g, '');
}

async function uploaded(note: string): Promise<string> {
  const { status, body } = await upload(noted(note));
  expect(status).toBe(201);
  return body.version;
}

describe('an upload', () => {
  it('becomes a version with everything that was looked at; the same file is the same version', async () => {
    const { status, body } = await upload(noted('twice'));
    expect(status).toBe(201);
    expect(body).toMatchObject({ by: 'crm', aliases: [], basePrior: 0.566, output: 'probability' });
    expect(body.fullVersion).toMatch(new RegExp(`^propensity/${body.version}@[0-9a-f]{12}$`));
    expect(body.checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'size passed',
      'format passed',
      'content passed',
      'probe passed',
      'parity passed',
    ]);
    const again = await upload(noted('twice'));
    expect([again.status, again.body.version]).toEqual([200, body.version]);
    const listed = await ask<ModelVersionAnswer[]>('GET', `${MODEL}/versions`, undefined, { engine: second });
    expect(listed.body.map(({ version }) => version)).toEqual(expect.arrayContaining(['1', body.version]));
    expect((await ask<string>('GET', `${MODEL}/versions/${body.version}/file`)).body.length).toBeGreaterThan(100_000);
  });

  const stamp = { columns: ['validityHours', 'temperatureCelsius'], categories: ['coffee'], basePrior: 0.5 };
  const small = (change: object) =>
    withMetadata(onnxFile(smallModel()), STAMP_KEY, JSON.stringify({ ...stamp, ...change }));

  it.each<[string, () => Uint8Array]>([
    ['NOT_ONNX', () => Buffer.from('no model')],
    ['NOT_ONNX', () => new Uint8Array()],
    ['STAMP_MISSING', () => onnxFile(smallModel())],
    ['STAMP_INVALID', () => withMetadata(onnxFile(smallModel()), STAMP_KEY, '{"columns":')],
    ['STAMP_INVALID', () => small({ basePrior: 2 })],
    ['STAMP_INVALID', () => small({ columns: ['validityHours', 'validityHours'] })],
    ['COLUMN_UNKNOWN', () => small({ columns: ['validityHours', 'shoeSize'] })],
    ['FEATURE_CHANGED', () => small({ features: { validityHours: '0123456789abcdef' } })],
    ['SAMPLE_WIDTH', () => small({ columns: ['validityHours'] })],
    ['PARITY', () => small({ parity: { rows: [[1, 2]], expected: [0.9] } })],
    ['OUTPUT_NOT_FOUND', () => small({ output: 'odds' })],
  ])('is refused as %s, with advice, and nothing is kept', async (code, file) => {
    const { status, body } = await upload(file());
    expect([status, body.code, body.issues[0]]).toEqual([422, 'MODEL_REFUSED', { path: 'code', message: code }]);
    if (body.issues.length > 1) expect(body.issues[1]!.message.length).toBeGreaterThan(10);
    const { body: versions } = await ask<ModelVersionAnswer[]>('GET', `${MODEL}/versions`);
    expect(versions.every(({ checks }) => checks.every(({ verdict }) => verdict !== 'refused'))).toBe(true);
  });

  it('is refused beyond 50 MiB, and under another name', async () => {
    expect((await upload(new Uint8Array(50 * 2 ** 20 + 1))).body.code).toBe('TOO_LARGE');
    expect((await ask('POST', '/v1/models/other/versions', shipped)).status).toBe(404);
  });

  it('that is too large leaves the connection fit for the next call', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const post = (bytes: number) =>
      new Promise<number>((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
        const call = request(`${first.url}${MODEL}/versions`, { method: 'POST', agent, headers }, (reply) => {
          reply.resume().once('end', () => resolve(reply.statusCode!));
        });
        call.once('error', reject).end(Buffer.alloc(bytes));
      });
    expect(await post(51 * 2 ** 20)).toBe(413);
    expect(await post(1)).toBe(422);
    agent.destroy();
  });

  it('leaves no process behind', async () => {
    await upload(Buffer.from(small({ basePrior: 0.25 })));
    const zombies = () => readdirSync('/proc').filter((pid) => statOf(pid).includes(`) Z ${first.pid} `));
    expect(zombies()).toEqual([]);
  });

  it('of another tenant is nobody else’s', async () => {
    const { body } = await upload(noted('foreign'), foreign);
    const told = await ask<ModelVersionAnswer[]>('GET', `${MODEL}/versions`, undefined, { bearer: foreign });
    expect(told.body.map(({ version }) => version)).toEqual(['1', body.version]);
    const other = await ask<ModelVersionAnswer>('GET', `${MODEL}/versions/${body.version}`);
    expect(other.status === 404 || other.body.modelSha256 !== body.modelSha256).toBe(true);
  });
});

describe('a release', () => {
  it('changes only what was seen, says who did, and is followed by all engines', async () => {
    const version = await uploaded('champion');
    const { etag } = await ask<ModelRelease>('GET', `${MODEL}/aliases`);
    const request = { version, override: 'a test' };
    const stale = await ask<{ code: string }>('POST', `${MODEL}/promote`, request, { headers: { 'if-match': '"99"' } });
    expect([stale.status, stale.body.code]).toEqual([412, 'PRECONDITION_FAILED']);
    const done = await ask<ModelRelease>('POST', `${MODEL}/promote`, request, { headers: { 'if-match': etag! } });
    expect([done.status, done.body.champion, done.body.previous]).toEqual([200, version, ['1']]);
    for (const engine of [first, second])
      await eventually(async () => (await versionBehind(await decide('anna', engine))) === version, PATIENCE_MS);

    const { body: audit } = await ask<ModelAuditEntry[]>('GET', `${MODEL}/audit?limit=1`);
    expect(audit[0]).toMatchObject({ action: 'promote', version, previous: '1', by: 'crm' });
    expect(audit[0]!.reason).toContain('a test (in spite of: ');

    const back = await ask<ModelRelease>('POST', `${MODEL}/rollback`, {});
    expect([back.body.champion, back.body.previous]).toEqual(['1', []]);
    expect((await ask<{ code: string }>('POST', `${MODEL}/rollback`, {})).body.code).toBe('NOTHING_BEFORE');
    await eventually(async () => (await versionBehind(await decide('anna', second))) === '1', PATIENCE_MS);
  });

  it('does not take a version that the log does not speak for, unless somebody says why', async () => {
    const version = await uploaded('unknown');
    const closed = await ask<{ code: string; detail: string }>('POST', `${MODEL}/promote`, { version });
    expect([closed.status, closed.body.code]).toEqual([409, 'GATE_CLOSED']);
    expect(closed.body.detail).toContain('was not evaluated on the log');
    const missing = await ask<{ code: string }>('POST', `${MODEL}/promote`, { version: '999', override: 'a test' });
    expect(missing.body.code).toBe('NOT_FOUND');
    expect((await release()).champion).toBe('1');
  });

  it('gives a challenger always the same customers; what it decides can be made again when it is gone', async () => {
    const version = await uploaded('challenger');
    await ask('PUT', `${MODEL}/aliases/challenger-1`, { version, share: 50 });
    const names = Array.from({ length: 40 }, (_, i) => `guest-${i}`);
    const wanted = new Map(names.map((name) => [name, bucketOf(name) < 5_000 ? version : '1']));
    let sample: DecisionAnswer | undefined;
    for (const engine of [first, second]) {
      await eventually(async () => (await release(engine)).challengers.length === 1, PATIENCE_MS);
      const lucky = names.find((name) => wanted.get(name) === version)!;
      await eventually(async () => (await versionBehind(await decide(lucky, engine))) === version, PATIENCE_MS);
      for (const name of names) {
        const answer = await decide(name, engine);
        expect([name, await versionBehind(answer)]).toEqual([name, wanted.get(name)]);
        if (wanted.get(name) === version) sample = answer;
      }
    }
    await ask('DELETE', `${MODEL}/aliases/challenger-1`);
    const { body } = await ask<Replay>('POST', `/v1/decisions/${sample!.decisionId}/replay`, {});
    expect(body).toMatchObject({ equal: true, differences: [] });
  });

  it('gives shares to challengers only', async () => {
    const version = await uploaded('careless');
    for (const alias of ['champion', 'shadow-1'])
      for (const wish of [{ share: 5 }, { rampMinutes: 5 }]) {
        const body = { version, override: 'a test', ...wish };
        const { status } = await ask('PUT', `${MODEL}/aliases/${alias}`, body);
        expect([alias, status]).toEqual([alias, 400]);
      }
    expect(await release()).toMatchObject({ champion: '1', shadows: [] });
  });

  it('lets a version go for good that decides nothing, and no rollback comes back to it', async () => {
    const [gone, next] = [await uploaded('gone'), await uploaded('next')];
    const remove = (version: string, headers = {}) =>
      ask<ModelRelease & { code: string }>('DELETE', `${MODEL}/versions/${version}`, undefined, { headers });
    for (const version of [gone, next]) await ask('POST', `${MODEL}/promote`, { version, override: 'a test' });
    await ask('PUT', `${MODEL}/aliases/shadow-1`, { version: gone });
    for (const version of ['1', gone, next]) expect((await remove(version)).body.code).toBe('CONFLICT');
    await ask('DELETE', `${MODEL}/aliases/shadow-1`);
    expect((await remove(gone, { 'if-match': '"1"' })).body.code).toBe('PRECONDITION_FAILED');

    const removed = await remove(gone);
    expect([removed.status, removed.body.champion, removed.body.previous]).toEqual([200, next, ['1']]);
    // This engine has it loaded still.
    for (const path of ['', '/file', '/history', '/drift'])
      expect([path, (await ask('GET', `${MODEL}/versions/${gone}${path}`)).status]).toEqual([path, 404]);
    for (const alias of ['shadow-1', 'challenger-1', 'champion'])
      expect((await ask('PUT', `${MODEL}/aliases/${alias}`, { version: gone, override: 'a test' })).status).toBe(404);
    for (const what of ['evaluations', 'calibrations'])
      expect((await ask('POST', `${MODEL}/versions/${gone}/${what}`, {})).status).toBe(404);
    expect((await remove(gone)).body.code).toBe('NOT_FOUND');
    const { body: audit } = await ask<ModelAuditEntry[]>('GET', `${MODEL}/audit?limit=1`);
    expect(audit[0]).toMatchObject({ action: 'remove', version: gone, by: 'crm' });
    expect((await ask<ModelRelease>('POST', `${MODEL}/rollback`, {})).body.champion).toBe('1');
    expect(Number(await uploaded('gone'))).toBeGreaterThan(Number(next));
  });

  it('asks shadows and lets nobody see them', async () => {
    const version = await uploaded('shadow');
    await ask('PUT', `${MODEL}/aliases/shadow-1`, { version });
    for (let i = 0; i < 30; i += 1) expect(await versionBehind(await decideFor(`seen-${i}`))).toBe('1');
    const report = async () => (await release()).shadows[0]!.report!;
    await eventually(async () => (await report()).decisions >= 30, PATIENCE_MS);
    // It is the very same model.
    expect(await report()).toMatchObject({ sameWinner: 1, scoreDifference: 0, faults: 0, badScores: 0 });
    expect((await report()).rankAgreement).toBeGreaterThan(0.5);
    await ask('DELETE', `${MODEL}/aliases/shadow-1`);
    expect((await release()).shadows).toEqual([]);
  });

  it('takes back a challenger that gives no numbers, by itself, with the reason', async () => {
    const columns = ['temperatureCelsius', 'headingTowards'];
    const graph = {
      inputs: [floatValue('features', ['N', 2])],
      initializers: [floatTensor('weights', [2, 1], [0.01, 0.01])],
    };
    const file = withMetadata(
      onnxFile(smallModel({ graph })),
      STAMP_KEY,
      JSON.stringify({ columns, categories: [CATEGORY], basePrior: 0.5 }),
    );
    const { body } = await upload(file);
    expect(body.checks.at(-2)).toMatchObject({ name: 'missing values', verdict: 'noted' });
    // Another one beside it wants to grow, and has no room to.
    const waiting = await uploaded('waiting');
    await ask('PUT', `${MODEL}/aliases/challenger-1`, { version: waiting, share: 25, rampMinutes: 0.05 });
    await ask('PUT', `${MODEL}/aliases/challenger-2`, { version: body.version, share: 75 });
    await eventually(async () =>
      (await release()).challengers[0]!.waitsFor?.startsWith('The other challengers leave no room for 50 %'),
    );
    // Neither temperature nor heading is known of anybody here.
    await eventually(async () => {
      await decideFor(`nan-${Math.random()}`);
      return (await release()).challengers.every(({ alias }) => alias === 'challenger-1');
    }, PATIENCE_MS);
    await ask('DELETE', `${MODEL}/aliases/challenger-1`);
    const { body: audit } = await ask<ModelAuditEntry[]>('GET', `${MODEL}/audit?limit=20`);
    const taken = audit.find(({ action }) => action === 'take-back')!;
    expect(taken).toMatchObject({
      alias: 'challenger-2',
      by: 'guardrails',
      version: body.version,
    });
    expect(taken.reason).toMatch(/^scores: \d+ of \d+ runs gave a score that is no probability/);
  });

  it('grows by itself, step by step, and waits at the gate', async () => {
    const version = await uploaded('ramp');
    await ask('PUT', `${MODEL}/aliases/challenger-1`, { version, share: 25, rampMinutes: 0.05 });
    await eventually(async () => (await release()).challengers[0]!.share === 50, PATIENCE_MS);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const held = await release();
    expect(held).toMatchObject({ champion: '1', challengers: [{ share: 50 }] });
    expect(held.challengers[0]!.waitsFor).toBe(`Version ${version} was not evaluated on the log`);
    await ask('PUT', `${MODEL}/aliases/challenger-1`, { version, share: 50, rampMinutes: 0.05, override: 'a test' });
    await eventually(async () => (await release()).champion === version, PATIENCE_MS);
    await ask('POST', `${MODEL}/rollback`, {});
  });
});

describe('a challenger that is lost', () => {
  it('does not grow, and says so', async () => {
    const version = await uploaded('lost');
    await ask('PUT', `${MODEL}/aliases/challenger-1`, { version, share: 1, rampMinutes: 0.05, override: 'a test' });
    const versions = keys.modelVersions('default' as TenantId, 'propensity');
    const stored = (await redis.client.hget(versions, version))!;
    await redis.client.hdel(versions, version);
    await eventually(
      async () => (await release()).challengers[0]!.waitsFor === `There is no version ${version} of propensity`,
      PATIENCE_MS,
    );
    const { share } = (await release()).challengers[0]!;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect((await release()).challengers[0]!.share).toBe(share);
    await redis.client.hset(versions, version, stored);
    await eventually(async () => (await release()).challengers[0]!.share > share, PATIENCE_MS);
    await ask('DELETE', `${MODEL}/aliases/challenger-1`);
  });
});

describe('the log', () => {
  beforeAll(async () => {
    for (let i = 0; i < CUSTOMERS; i += 1) {
      const customer = `logged-${i}`;
      const { offers } = await decideFor(customer);
      if (offers.length === 0 || i % 3 !== 0) continue;
      const event = { eventId: 'a', type: 'accept', deliveryId: offers[0]!.deliveryId, at: Date.now() };
      await ask('POST', '/v1/events', { customer, events: [event] });
    }
    // The worker takes them to the segments.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  });

  it('says of the version that decided what came to pass', async () => {
    const version = '1';
    const { status, body } = await ask<ModelEvaluation>('POST', `${MODEL}/versions/${version}/evaluations`, {});
    expect(status).toBe(200);
    expect(body.decisions).toBeGreaterThanOrEqual(CUSTOMERS);
    for (const name of ['ips', 'snips', 'dr'] as const) expect(body[name].value).toBeCloseTo(body.logged, 9);
    expect(body.effectiveSampleSize).toBeCloseTo(body.decisions, 6);
    const { body: history } = await ask<ModelHistory>('GET', `${MODEL}/versions/${version}/history`);
    expect(history.evaluations).toEqual([body]);
    const missing = await ask<{ code: string }>('POST', `${MODEL}/versions/998/evaluations`, {});
    expect(missing.body.code).toBe('NOT_FOUND');
  });

  it('corrects the scores of a version in a new one', async () => {
    const request = { kind: 'platt', waitMinutes: 0 };
    const { status, body } = await ask<ModelCalibration>('POST', `${MODEL}/versions/1/calibrations`, request);
    expect(status).toBe(201);
    expect(body.after.ece).toBeLessThan(body.before.ece);
    const { body: version } = await ask<ModelVersionAnswer>('GET', `${MODEL}/versions/${body.version}`);
    expect(version).toMatchObject({ calibrationOf: '1', calibration: { kind: 'platt' } });
    const twice = await ask<{ code: string }>('POST', `${MODEL}/versions/${body.version}/calibrations`, request);
    expect(twice.body.code).toBe('CONFLICT');
  });

  it('and tells so on the command line, which says how long it takes when the log is too young', async () => {
    expect(await command('calibrate', '1', '--kind', 'isotonic')).toMatchObject({
      code: 3,
      err: expect.stringContaining('--wait-minutes'),
    });
    const { code, out } = await command('calibrate', '1', '--kind', 'isotonic', '--wait-minutes', '0');
    const told = JSON.parse(out.trim().split('\n').at(-1)!) as ModelCalibration;
    expect({ code, of: told.calibrationOf, kind: told.calibration.kind }).toEqual({
      code: 0,
      of: '1',
      kind: 'isotonic',
    });
    expect(out).toContain(`version ${told.version} is version 1 corrected by ${told.outcomes} outcomes`);
  });

  it('is held against the reference that came with a version', async () => {
    const columns = ['validityHours', 'temperatureCelsius'];
    const reference = {
      validityHours: { edges: [12], shares: [0, 1], missing: 0 },
      temperatureCelsius: { edges: [10], shares: [0.5, 0.5], missing: 0 },
    };
    const stamped = JSON.stringify({ columns, categories: ['coffee'], basePrior: 0.5, reference });
    const { body: version } = await upload(withMetadata(onnxFile(smallModel()), STAMP_KEY, stamped));
    const { body } = await ask<ModelDrift>('GET', `${MODEL}/versions/${version.version}/drift`);
    expect(body.columns.map(({ column, verdict }) => [column, verdict])).toEqual([
      ['temperatureCelsius', 'drifted'],
      ['validityHours', 'steady'],
    ]);
    expect(body.columns[0]).toMatchObject({ missing: 1, missingInTraining: 0 });
    expect((await ask('GET', `${MODEL}/versions/1/drift`)).status).toBe(404);
  });
});

describe('a version whose file is damaged', () => {
  it('does not keep an engine from following the others; readiness tells, until it is mended', async () => {
    const [champion, broken] = [await uploaded('sound'), await uploaded('damaged')];
    await ask('POST', `${MODEL}/promote`, { version: champion, override: 'a test' });
    await ask('PUT', `${MODEL}/aliases/challenger-1`, { version: broken, share: 100 });
    await ask('PUT', `${MODEL}/aliases/shadow-1`, { version: broken });
    const { body } = await ask<ModelVersionAnswer>('GET', `${MODEL}/versions/${broken}`);
    const key = keys.modelFile('default' as TenantId, body.modelSha256);
    const block = (await redis.client.hgetBuffer(key, '0'))!;
    await redis.client.hdel(key, '0');
    const third = await start();
    try {
      const ready = async () => (await ask<object>('GET', '/health/ready', undefined, { engine: third })).body;
      expect(await ready()).toMatchObject({ status: 'degraded', reasons: ['RELEASE_NOT_FOLLOWED'] });
      expect(await versionBehind(await decide('anna', third))).toBe(champion);
      await redis.client.hset(key, '0', block);
      await eventually(async () => (await versionBehind(await decide('anna', third))) === broken, PATIENCE_MS);
      expect(await ready()).toMatchObject({ status: 'ready' });
      await redis.client.del(keys.modelRelease('default' as TenantId, 'propensity'));
      await eventually(async () => !isReady(await ready()), PATIENCE_MS);
      expect(await versionBehind(await decide('anna', third))).toBe(broken);
    } finally {
      await third.stop();
    }
  });
});

function isReady(body: object): boolean {
  return 'status' in body && body.status === 'ready';
}

/** Nothing where the process has gone in between. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
