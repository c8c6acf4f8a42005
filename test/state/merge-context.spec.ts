import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LIFETIMES } from '../../src/state/keys.js';
import { TestRedis } from '../support/redis.js';
import { NOW, TestCustomer } from '../support/state.js';

let redis: TestRedis;
let customer: TestCustomer;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(async () => {
  customer = await new TestCustomer(redis.client).grant('marketing');
});
afterAll(() => redis?.stop());

it('keeps the newer value of each name, in whatever order they arrive', async () => {
  expect(await customer.mergeContext({ weather: 'rainy', temperature: 8.5 }, {}, NOW)).toBe(2);
  expect(await customer.mergeContext({ weather: 'sunny', screen: 'on' }, {}, NOW - 1)).toBe(1);
  expect(await customer.mergeContext({ temperature: 9 }, {}, NOW)).toBe(1);
  expect(await customer.read('context')).toEqual({
    weather: ['rainy', NOW],
    temperature: [9, NOW],
    screen: ['on', NOW - 1],
  });
});

it('keeps false and zero as they are', async () => {
  await customer.mergeContext({ dark: false, temperature: 0 }, {}, NOW);
  expect(await customer.read('context')).toEqual({ dark: [false, NOW], temperature: [0, NOW] });
});

it('keeps what takes consent to profiling only with it', async () => {
  expect(await customer.mergeContext({ weather: 'sunny' }, { companion: 'alone' }, NOW)).toBe(1);
  expect(await customer.read('context')).toEqual({ weather: ['sunny', NOW] });
  await customer.grant('profiling');
  expect(await customer.mergeContext({}, { companion: 'alone' }, NOW)).toBe(1);
  await customer.setConsent('profiling', 'withdrawn');
  expect(await customer.mergeContext({}, { companion: 'friends' }, NOW)).toBe(0);
  expect(await customer.exists('context')).toBe(0);
});

it('lives two hours after the last report, and an empty report writes nothing', async () => {
  expect(await customer.mergeContext({}, { companion: 'alone' }, NOW)).toBe(0);
  expect(await customer.exists('context')).toBe(0);
  await customer.mergeContext({ weather: 'sunny' }, {}, NOW);
  expect(LIFETIMES.contextMs).toBe(2 * 3_600_000);
  expect(await customer.lifetimeMs('context')).toBeGreaterThan(LIFETIMES.contextMs - 5_000);
});

it('keeps nothing of a customer without any consent: no offer can come of it, and they may have been erased', async () => {
  const stranger = new TestCustomer(redis.client);
  expect(await stranger.mergeContext({ weather: 'sunny' }, { companion: 'alone' }, NOW)).toBe(0);
  expect(await stranger.exists('context')).toBe(0);
});
