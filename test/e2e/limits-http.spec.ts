import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  // Nothing comes back while a test runs.
  const http = { device: { perSecond: 0.001, burst: 2 }, others: { perSecond: 0.001, burst: 4 } };
  app = await TestApp.start({ redis, limits: { http } });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const decide = (token: string, customer: string) =>
  app.http('post', '/v1/decisions', token).send({ customer, touchpoint: 'web', placements: ['hero'] });

async function statuses(times: number, token: string, customer: string): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < times; n++) all.push((await decide(token, customer)).status);
  return all;
}

it('a principal who asks too often gets 429 with the time to wait', async () => {
  const token = await tokenFor('device', 'ann');
  expect(await statuses(3, token, 'ann')).toEqual([200, 200, 429]);
  const answer = await decide(token, 'ann');
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({ status: 429, code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  const { retryAfterMs } = answer.body as { retryAfterMs: number };
  expect(answer.headers['retry-after']).toBe(String(Math.ceil(retryAfterMs / 1000)));
});

it('another token of the same principal does not help', async () => {
  expect(await statuses(3, await tokenFor('device', 'tom'), 'tom')).toEqual([200, 200, 429]);
  expect(await statuses(1, await tokenFor('device', 'tom'), 'tom')).toEqual([429]);
});

it('nobody else is held up: another customer, the same name in another tenant or role, a probe', async () => {
  expect(await statuses(3, await tokenFor('device', 'joe'), 'joe')).toContain(429);
  expect(await statuses(1, await tokenFor('device', 'sue'), 'sue')).toEqual([200]);
  expect(await statuses(1, await tokenFor('device', 'joe', 'rival'), 'joe')).toEqual([200]);
  expect(await statuses(5, await tokenFor('till', 'joe'), 'joe')).toEqual([200, 200, 200, 200, 429]);
  expect(await statuses(1, await tokenFor('operator', 'joe'), 'joe')).toEqual([200]);
  for (let n = 0; n < 10; n++) await app.http('get', '/health/live', '').expect(200);
});

it('consent is not held up by other requests, nor they by it', async () => {
  const token = await tokenFor('device', 'eve');
  expect(await statuses(3, token, 'eve')).toContain(429);
  const set = () =>
    app
      .http('post', '/v1/customers/eve/consents', token)
      .send({ purpose: 'location', status: 'withdrawn', textVersion: '1' });
  expect([(await set()).status, (await set()).status, (await set()).status]).toEqual([201, 201, 429]);
});

it('a request without a valid token uses up nobody', async () => {
  for (let n = 0; n < 10; n++) expect((await decide('nonsense', 'kim')).status).toBe(401);
  expect(await statuses(1, await tokenFor('device', 'kim'), 'kim')).toEqual([200]);
});
