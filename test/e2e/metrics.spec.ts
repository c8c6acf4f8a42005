import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TIMED_STAGES } from '../../src/engine/engine.metrics.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { TestApp } from '../support/app.js';
import { NOWHERE } from '../support/catalog.js';
import { aFix, heard, openSocket, type Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { readSamples, sumOf, type Sample } from '../support/metrics.js';
import { AS_SHIPPED } from '../support/patient.js';
import { TestRedis } from '../support/redis.js';
import { runEverything } from '../support/whole-run.js';

let redis: TestRedis;
let app: TestApp;
let device: Device;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, env: AS_SHIPPED });
  device = await runEverything(app, 'ann');
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function read(): Promise<Sample[]> {
  const { text, headers } = await app.http('get', '/metrics', '').expect(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  return readSamples(text);
}

/** How much a sum grows by `work`. */
async function growth(
  work: () => Promise<unknown>,
  name: string,
  labels: Record<string, string> = {},
): Promise<number> {
  const before = sumOf(await read(), name, labels);
  await work();
  return sumOf(await read(), name, labels) - before;
}

it('a decision is timed in each of its stages, once', async () => {
  const before = await read();
  await device.request();
  const after = await read();
  const name = 'proxima_decision_duration_seconds_count';
  const grown = TIMED_STAGES.map((stage) => sumOf(after, name, { stage }) - sumOf(before, name, { stage }));
  expect(grown).toEqual(TIMED_STAGES.map(() => 1));
  expect(sumOf(after, 'proxima_decision_duration_seconds_sum', { stage: 'total' })).toBeGreaterThan(0);
});

it.each<[string, string, Record<string, string>, () => Promise<unknown>]>([
  ['an answer', 'proxima_decisions_total', { outcome: 'answer' }, () => device.request()],
  [
    'a report from nowhere',
    'proxima_silences_total',
    { reason: 'FIX_IMPOSSIBLE' },
    () => device.report({ ...NOWHERE, at: Date.now() }),
  ],
  [
    'a refusal on a socket',
    'proxima_refusals_total',
    { code: 'INVALID_MESSAGE', transport: 'socket' },
    () => device.send('position:report', aFix({ colour: 'red' })),
  ],
  [
    'an unknown event',
    'proxima_refusals_total',
    { code: 'NOT_FOUND', transport: 'socket' },
    () => device.send('no:such'),
  ],
  [
    'a socket without a token',
    'proxima_refusals_total',
    { code: 'UNAUTHENTICATED', transport: 'socket' },
    () => heard(openSocket(app.url, '/v1/device'), 'connect_error'),
  ],
  [
    'a refusal on HTTP',
    'proxima_refusals_total',
    { code: 'INVALID_MESSAGE', transport: 'http' },
    () => app.http('post', '/v1/decisions').send({}).expect(400),
  ],
  [
    'a path that the router refuses',
    'proxima_refusals_total',
    { code: 'INVALID_MESSAGE', transport: 'http' },
    () => app.http('get', '/v1/%zz').expect(400),
  ],
  [
    'a consent withdrawn by socket',
    'proxima_consent_changes_total',
    { purpose: 'profiling', status: 'withdrawn' },
    () => device.withdraw('profiling'),
  ],
  [
    'feedback twice',
    'proxima_feedback_total',
    { type: 'rating', status: 'duplicate' },
    async () => {
      await device.grant('profiling');
      const rating = { eventId: 'stars', type: 'rating', stars: 5, at: Date.now() };
      await device.feedback(rating, rating);
    },
  ],
  [
    'feedback of no known type',
    'proxima_feedback_total',
    { type: 'unknown', status: 'refused' },
    () => device.feedback({ eventId: 'odd', type: 'constructor', at: Date.now() }),
  ],
])('%s is counted', async (_name, family, labels, work) => {
  expect(await growth(work, family, labels)).toBe(1);
});

it('a push and its ack are counted', async () => {
  const other = await (await app.device('bob')).grantAll();
  const pushed = async () => {
    await other.report();
    await other.push();
    await eventually(async () => sumOf(await read(), 'proxima_push_acks_total') >= 2);
  };
  expect(await growth(pushed, 'proxima_pushes_total')).toBe(1);
});

it('tells of its sockets, its model run and what is running', async () => {
  const samples = await read();
  expect(sumOf(samples, 'proxima_sockets_connected')).toBe(2);
  const [info] = samples.filter(({ name }) => name === 'proxima_engine_info');
  expect(info).toMatchObject({ value: 1, labels: { node: process.versions.node } });
  expect(info!.labels.model).toMatch(/^propensity\/1@[0-9a-f]{12}$/);
  expect(info!.labels.catalog).toMatch(/^[0-9a-f]{12}$/);
  expect(info!.labels.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(samples.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds')).toBe(true);
  expect(samples.some(({ name }) => name === 'process_resident_memory_bytes')).toBe(true);
});

it('a Redis that sleeps is counted as a time-out', async () => {
  const asleep = async () => {
    redis.suspend();
    await device.send('offer:request', { touchpoint: 'app-screen', placements: ['card'] });
    redis.resume();
    await eventually(async () => (await app.http('get', '/health/ready', '')).status === 200);
  };
  expect(await growth(asleep, 'proxima_redis_failures_total', { kind: 'timeout' })).toBeGreaterThan(0);
});

it('no label has a value from outside its closed list, and each value of the list has its series', async () => {
  const { families } = app.nest.get(Metrics);
  const samples = (await read()).filter(({ name }) => name.startsWith('proxima_') && name !== 'proxima_engine_info');
  const seen = new Set<string>();
  for (const { name, labels } of samples) {
    const family = families.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    const own = Object.fromEntries(Object.entries(labels).filter(([label]) => label !== 'le'));
    const known = families.get(family);
    expect([name, [...(known?.keys() ?? ['not declared'])].sort()]).toEqual([name, Object.keys(own).sort()]);
    for (const [label, value] of Object.entries(own)) {
      expect([family, label, known!.get(label)]).toEqual([family, label, expect.arrayContaining([value])]);
      seen.add(`${family} ${label} ${value}`);
    }
  }
  const listed = [...families].flatMap(([family, labels]) =>
    [...labels].flatMap(([label, values]) => values.map((value) => `${family} ${label} ${value}`)),
  );
  expect([...seen].sort()).toEqual(listed.sort());
});

it('the page for operators names every family', () => {
  const page = readFileSync('docs/operators.md', 'utf8');
  for (const family of [...app.nest.get(Metrics).families.keys(), 'proxima_engine_info'])
    expect(page).toContain(family);
});
