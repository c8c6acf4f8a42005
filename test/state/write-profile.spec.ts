import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { TestRedis } from '../support/redis.js';
import { NOW, TestCustomer } from '../support/state.js';

let redis: TestRedis;
let customer: TestCustomer;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(() => {
  customer = new TestCustomer(redis.client);
});
afterAll(() => redis?.stop());

it('merges: a field that is not named keeps its value, null removes one', async () => {
  await customer.writeProfile({ locale: 'de', addressForm: 'du', attributes: { age: 30, vip: true, city: 'Berlin' } });
  await customer.writeProfile({ addressForm: null, timeZone: 'Europe/Berlin', attributes: { age: 31, vip: null } });
  expect(await customer.read('attributes')).toEqual({
    locale: 'de',
    timeZone: 'Europe/Berlin',
    attributes: { age: 31, city: 'Berlin' },
  });
});

it('stays readable when the last field is gone', async () => {
  await customer.writeProfile({ locale: 'de', attributes: { age: 30 } });
  await customer.writeProfile({ locale: null, attributes: { age: null } });
  expect(await customer.read('attributes')).toEqual({ attributes: {} });
});

it('lets an attribute have any name, even that of the group', async () => {
  await customer.writeProfile({ attributes: { attributes: 'x', rests: 1 } });
  await customer.writeProfile({ attributes: { attributes: 'y' } });
  expect(await customer.read('attributes')).toEqual({ attributes: { attributes: 'y', rests: 1 } });
});

it('replaces the sums that are named, and leaves other sums and rests alone', async () => {
  await customer.applyFeedback({ changes: [['rest', 'rolls', NOW]] });
  await customer.writeProfile({}, { visits: { bakery: [2, NOW], bar: [1, NOW] } });
  await customer.writeProfile({}, { visits: { bakery: [3, NOW] }, affinity: { bar: [0.5, NOW] } });
  expect(await customer.read('history')).toEqual({
    rests: { rolls: NOW },
    visits: { bakery: [3, NOW], bar: [1, NOW] },
    affinity: { bar: [0.5, NOW] },
  });
});

it('writes no history when none is given', async () => {
  await customer.writeProfile({ locale: 'de' });
  expect(await customer.exists('history')).toBe(0);
});
