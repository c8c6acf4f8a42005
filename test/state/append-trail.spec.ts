import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LIFETIMES } from '../../src/state/keys.js';
import { TestRedis } from '../support/redis.js';
import { TestCustomer } from '../support/state.js';

let redis: TestRedis;
let customer: TestCustomer;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(() => {
  customer = new TestCustomer(redis.client);
});
afterAll(() => redis?.stop());

it('writes nothing without a ledger entry', async () => {
  expect(await customer.appendTrail()).toBe(0);
  expect(await customer.exists('trail')).toBe(0);
});

it('writes nothing after consent was withdrawn, or with another consent only', async () => {
  await customer.grant('location', 'profiling', 'marketing');
  await customer.setConsent('location', 'withdrawn');
  expect(await customer.appendTrail()).toBe(0);
  expect(await customer.exists('trail')).toBe(0);
});

it('writes with consent, for 15 minutes', async () => {
  await customer.grant('location');
  expect(await customer.appendTrail('{"p":[["8c1f",1,2,null]]}')).toBe(1);
  expect(await customer.read('trail')).toEqual({ p: [['8c1f', 1, 2, null]] });
  expect(LIFETIMES.trailMs).toBe(15 * 60_000);
  const left = await customer.lifetimeMs('trail');
  expect(left).toBeGreaterThan(LIFETIMES.trailMs - 5_000);
  expect(left).toBeLessThanOrEqual(LIFETIMES.trailMs);
});

it('writes no precise trail once the customer allows a coarse one only', async () => {
  await customer.setConsent('location', 'granted', { dataClass: 'coarse' });
  expect(await customer.appendTrail('{"p":[["8c1f",1,2,null]]}', 'precise')).toBe(0);
  expect(await customer.exists('trail')).toBe(0);
  expect(await customer.appendTrail('{"p":[["871f",1,2,null]]}', 'coarse')).toBe(1);
});
