import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ack } from '../../src/contract/errors.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';
import { TestApp } from '../support/app.js';
import { aFix, type Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { AS_SHIPPED } from '../support/patient.js';
import { TestRedis } from '../support/redis.js';

const ANSWER_WITHIN_MS = 1_500;
const HEALTHY_AGAIN_MS = 2_000;

let redis: TestRedis;
let app: TestApp;
let device: Device;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, env: AS_SHIPPED });
});
beforeEach(async () => {
  await eventually(isItself);
  device = await (await app.device('ann')).grantAll();
});
afterAll(async () => {
  redis?.resume();
  await app?.stop();
  await redis?.stop();
});

const MESSAGES: [string, () => unknown][] = [
  ['position:report', () => aFix()],
  ['context:report', () => ({ at: Date.now(), values: { weather: 'sunny' } })],
  ['offer:request', () => ({ touchpoint: 'app-screen', placements: ['card'] })],
  ['feedback:report', () => ({ events: [{ eventId: 'e', type: 'visit', category: 'bar', at: Date.now() }] })],
  ['consent:set', () => ({ purpose: 'location', status: 'withdrawn', textVersion: '1' })],
];

async function isReady(): Promise<boolean> {
  return (await app.http('get', '/health/ready', '')).status === 200;
}

/** Ready, and done with putting back what a Redis that was killed has lost. */
async function isItself(): Promise<boolean> {
  const isSeeded = await redis.client.exists(keys.catalogCurrent('default' as TenantId));
  const { body } = await app.http('get', '/health/ready', '');
  return isSeeded === 1 && (body as { status: string }).status === 'ready';
}

describe.each([
  ['killed', () => redis.kill(), () => redis.launch()],
  ['suspended', async () => redis.suspend(), async () => redis.resume()],
])('Redis %s', (_name, takeAway, bringBack) => {
  beforeEach(() => takeAway());
  afterEach(() => bringBack());

  it('every message is answered in time with STATE_UNAVAILABLE, and nothing is pushed', async () => {
    const startedAt = Date.now();
    const order = { customer: 'ann', touchpoint: 'web', placements: ['hero'] };
    const [acks, decision, ready, live] = await Promise.all([
      Promise.all(MESSAGES.map(([event, payload]) => device.send(event, payload()))),
      app.http('post', '/v1/decisions').send(order),
      app.http('get', '/health/ready', ''),
      app.http('get', '/health/live', ''),
    ]);
    expect(Date.now() - startedAt).toBeLessThan(ANSWER_WITHIN_MS);

    const failure = { ok: false, error: { code: 'STATE_UNAVAILABLE' } };
    expect(acks as Ack<unknown>[]).toMatchObject(MESSAGES.map(() => failure));
    expect(device.pushes).toEqual([]);
    expect(decision.headers['content-type']).toContain('application/problem+json');
    expect(decision.body).toMatchObject({ code: 'STATE_UNAVAILABLE', status: 503 });
    expect([ready.status, ready.body]).toEqual([503, { status: 'not-ready', reasons: ['REDIS_DOWN'] }]);
    expect(live.status).toBe(200);
  });

  it('back: healthy again, and the same socket gets its offers', async () => {
    await eventually(async () => !(await isReady()), 3_000);
    await bringBack();
    await eventually(isReady, HEALTHY_AGAIN_MS);
    // A Redis that was killed has forgotten; one that slept has not.
    await device.grantAll();
    expect(await device.report()).toMatchObject({ accepted: 1 });
  });
});
