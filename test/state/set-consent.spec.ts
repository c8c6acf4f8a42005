import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keys } from '../../src/state/keys.js';
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

async function readLedger(): Promise<{ field: string; entry: { status: string } }[]> {
  const lines = await redis.client.xrange(keys.consentLedger(customer.owner), '-', '+');
  return lines.map(([, values]) => ({ field: values[1]!, entry: JSON.parse(values[3]!) as { status: string } }));
}

it('keeps every entry in the ledger, and the last of each field in force', async () => {
  await customer.grant('location', 'marketing', 'marketing:push');
  await customer.setConsent('marketing:push', 'withdrawn');
  await customer.setConsent('location', 'granted', { dataClass: 'coarse' });

  const ledger = await readLedger();
  expect(ledger.map(({ field, entry }) => `${field} ${entry.status}`)).toEqual([
    'location granted',
    'marketing granted',
    'marketing:push granted',
    'marketing:push withdrawn',
    'location granted',
  ]);
  const inForce = Object.fromEntries(ledger.map(({ field, entry }) => [field, entry]));
  expect(await customer.read('consents')).toEqual(inForce);
});

it('neither ledger nor consents ever expire', async () => {
  await customer.grant('location');
  expect(await redis.client.pttl(keys.consents(customer.owner))).toBe(-1);
  expect(await redis.client.pttl(keys.consentLedger(customer.owner))).toBe(-1);
});

describe('withdrawal', () => {
  const AFFINITY = [
    ['sum', 'affinity', 'bakery', 1, 1000],
    ['count', 'rolls', 0],
  ];
  const REST = ['rest', 'rolls', NOW + 1000];

  async function fill(changes: unknown[]): Promise<void> {
    await customer.grant('location', 'profiling', 'marketing');
    await customer.appendTrail();
    await customer.mergeContext({ weather: 'sunny' }, { companion: 'alone' }, NOW);
    await customer.applyFeedback({ changes });
  }

  it('of location deletes the trail, and nothing else', async () => {
    await fill([...AFFINITY, REST]);
    await customer.setConsent('location', 'withdrawn');
    expect(await customer.exists('trail')).toBe(0);
    expect(await customer.exists('context')).toBe(1);
    expect(Object.keys(await customer.read<object>('history')).sort()).toEqual(['affinity', 'offers', 'rests']);
  });

  it('of profiling deletes context and counts, and keeps what the customer said no to', async () => {
    await fill([...AFFINITY, REST]);
    await customer.setConsent('profiling', 'withdrawn');
    expect(await customer.exists('context')).toBe(0);
    expect(await customer.read('history')).toEqual({ rests: { rolls: NOW + 1000 } });
    expect(await customer.exists('trail')).toBe(1);
  });

  it('of profiling leaves no history when there was no rest in it', async () => {
    await fill(AFFINITY);
    await customer.setConsent('profiling', 'withdrawn');
    expect(await customer.exists('history')).toBe(0);
  });

  it('a change to coarse location deletes what was precise', async () => {
    await fill(AFFINITY);
    await customer.setConsent('location', 'granted', { dataClass: 'coarse' });
    expect(await customer.exists('trail')).toBe(0);
  });

  it('of marketing deletes nothing', async () => {
    await fill(AFFINITY);
    await customer.setConsent('marketing', 'withdrawn');
    expect(await Promise.all([customer.exists('trail'), customer.exists('context')])).toEqual([1, 1]);
    expect(await customer.exists('history')).toBe(1);
  });
});

it('location granted again without a data class stays as coarse as the customer chose', async () => {
  await customer.setConsent('location', 'granted', { dataClass: 'coarse' });
  await customer.setConsent('location', 'granted');
  expect(await customer.read('consents')).toMatchObject({ location: { status: 'granted', dataClass: 'coarse' } });
  await customer.setConsent('location', 'granted', { dataClass: 'precise' });
  expect(await customer.read('consents')).toMatchObject({ location: { dataClass: 'precise' } });
});
