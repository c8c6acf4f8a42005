import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runFuzz } from '../fuzz/run-fuzz.js';
import { WIDE_LIMITS } from '../fuzz/wide-limits.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';
import { SECRET } from '../support/tokens.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({
    redis,
    catalog: aCatalog(anOffer('rolls')),
    policy: ({ contact }) => (contact.caps = []),
    limits: WIDE_LIMITS,
  });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

it('2,000 messages, half of them broken, and 150 frames of garbage: each gets its answer, and the process lives', async () => {
  const { faults, accepted, messages, frames, refused } = await runFuzz({
    url: app.url,
    jwtSecret: SECRET,
    seed: 7,
    messages: 2_000,
    frames: 150,
  });
  expect(faults).toEqual([]);
  expect({ messages: messages > 2_000, frames }).toEqual({ messages: true, frames: 150 });
  expect(accepted).toBeGreaterThan(200);
  expect(refused.INVALID_MESSAGE).toBeGreaterThan(200);
  expect(app.logLines.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  await app.http('get', '/health/ready', '').expect(200);
});
