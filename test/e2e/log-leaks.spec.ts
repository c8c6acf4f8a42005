import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { latLngToCell } from 'h3-js';
import { keys } from '../../src/state/keys.js';
import type { CustomerId, Owner, TenantId } from '../../src/core/types/ids.js';
import { TestApp } from '../support/app.js';
import { aFix, heard, openSocket, type Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { AS_SHIPPED } from '../support/patient.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';
import { runEverything } from '../support/whole-run.js';

/** A customer of whom every part can be told from everything else that may stand in a log. */
const CUSTOMER = 'zq-marked-customer';
const PLACE = { lat: 52.52187653, lng: 13.41319842 };
const PROFILE = { locale: 'de', attributes: { zqAttribute: 'zq-attribute-value' }, affinities: { zqcategory: 0.7 } };
const OWNER: Owner = { tenant: 'default' as TenantId, customer: CUSTOMER as CustomerId };

let redis: TestRedis;
let app: TestApp;
let device: Device;
let token: string;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, env: AS_SHIPPED });
  token = await tokenFor('device', CUSTOMER);
  device = await runEverything(app, CUSTOMER, PLACE);
  await app.http('put', `/v1/customers/${CUSTOMER}/profile`).send(PROFILE).expect(204);
  await refused();
  await brokenState();
  await withoutRedis();
});
afterAll(async () => {
  redis?.resume();
  await app?.stop();
  await redis?.stop();
});

const EVENTS: [string, () => object][] = [
  ['position:report', () => aFix(PLACE)],
  ['context:report', () => ({ at: Date.now(), values: { weather: 'sunny' } })],
  ['offer:request', () => ({ touchpoint: 'app-screen', placements: ['card'] })],
  ['feedback:report', () => ({ events: [{ eventId: 'zq-event', type: 'visit', category: 'bar', at: Date.now() }] })],
  ['consent:set', () => ({ purpose: 'location', status: 'granted', textVersion: 'zq-text' })],
];

/** Every message once, by socket and by HTTP: what comes of it is not of interest here. */
async function sendAll(change: object = {}): Promise<void> {
  for (const [event, payload] of EVENTS) await device.send(event, { ...payload(), ...change });
  const order = { customer: CUSTOMER, touchpoint: 'web', placements: ['hero'], position: PLACE, ...change };
  await app.http('post', '/v1/decisions', await tokenFor('operator', 'crm')).send(order);
  await app.http('put', `/v1/customers/${CUSTOMER}/profile`).send({ ...PROFILE, ...change });
  await app.http('get', `/v1/customers/${CUSTOMER}/profile?zq=${token}`);
  await app.http('get', `/v1/customers/${CUSTOMER}/consents`, token);
  await app.http('get', `/v1/decisions/zq-decision`);
}

async function refused(): Promise<void> {
  await sendAll({ zqField: 'zq-field-value' });
  await sendAll({ at: 1 });
  for (const wrong of [`${token}x`, 'zq-wrong-token']) {
    await app.http('get', `/v1/customers/${CUSTOMER}/profile`, wrong).expect(401);
    await heard(openSocket(app.url, '/v1/device', { token: wrong }), 'connect_error');
  }
}

/** Redis and the parser quote what they stumble over: a key of another kind, and JSON that is none. */
async function brokenState(): Promise<void> {
  for (const key of [keys.attributes(OWNER), keys.history(OWNER), keys.consents(OWNER)]) {
    const before = await redis.client.get(key);
    for (const spoil of [
      () => redis.client.set(key, `zq-broken-state of ${CUSTOMER}`),
      () => redis.client.del(key).then(() => redis.client.rpush(key, 'zq-broken-state')),
    ]) {
      await spoil();
      await sendAll();
    }
    await redis.client.del(key);
    if (before !== null) await redis.client.set(key, before);
  }
}

async function withoutRedis(): Promise<void> {
  redis.suspend();
  await sendAll();
  redis.resume();
  await redis.kill();
  await sendAll();
  await eventually(() => app.logLines.some((line) => line.includes('Redis does not answer')));
  await redis.launch();
  await eventually(async () => (await app.http('get', '/health/ready', '')).status === 200);
  await sendAll();
}

const MARKS = () => [
  CUSTOMER,
  'zq',
  '52.52187',
  '13.41319',
  latLngToCell(PLACE.lat, PLACE.lng, 12),
  latLngToCell(PLACE.lat, PLACE.lng, 9),
  ...token.split('.'),
];

it('the run met faults of ours and faults of Redis', () => {
  const log = app.logLines.join('');
  expect(log).toContain('"level":50');
  expect(log).toContain('Redis does not answer');
  expect(log).toContain('"type":"SyntaxError"');
  expect(log).toContain('"type":"ReplyError"');
});

it('no log line holds anything of the customer, though it was logged down to the finest level', () => {
  for (const mark of MARKS()) expect(app.logLines.filter((line) => line.includes(mark))).toEqual([]);
});

it('nor do the metrics', async () => {
  const { text } = await app.http('get', '/metrics', '').expect(200);
  expect(text).toContain('proxima_refusals_total{code="INTERNAL",transport="socket"}');
  for (const mark of MARKS()) expect(text).not.toContain(mark);
});

it('a fault tells its kind and its place', () => {
  const fault = JSON.parse(app.logLines.find((line) => line.includes('"type":"SyntaxError"'))!) as {
    err: { frames: string };
  };
  expect(fault.err.frames).toMatch(/at .*\.ts:\d+/);
});
