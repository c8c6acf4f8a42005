import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { moveCounts, seenAs, type DatedCounts } from '../../src/core/learning/counts.js';
import type { DecisionId, TenantId } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';
import { withScripts, type Scripts } from '../../src/state/scripts.js';
import { realBetween } from '../support/arbitraries.js';
import { TestRedis } from '../support/redis.js';
import { NOW, TestCustomer } from '../support/state.js';
import type { Redis } from 'ioredis';

const HALF_LIFE_MS = 1_000_000;
let redis: TestRedis;
let client: Redis & Scripts;
let tenant: TenantId;

beforeAll(async () => {
  redis = await TestRedis.start();
  client = withScripts(redis.client);
});
beforeEach(() => {
  tenant = randomUUID() as TenantId;
});
afterAll(() => redis?.stop());

const tableKeys = () => [keys.learningCounts(tenant), keys.learningMoves(tenant)] as const;
const follow = (table: string, revision: number, most = 1_000) =>
  client.followLearning(...tableKeys(), table, revision, most);

function move(seen: readonly (readonly [string, DatedCounts])[], most = 1_000, table = 'one'): Promise<number> {
  const packed = seen.map(([name, { impressions, accepts, expected, at }]) => [
    name,
    impressions,
    accepts,
    expected,
    at,
  ]);
  return client.moveLearning(...tableKeys(), table, HALF_LIFE_MS, most, JSON.stringify(packed));
}

const once = (at = NOW): DatedCounts => seenAs({ isFirst: true, isAccepted: false }, 0.25, at);

it('adds up as the core does, whatever comes in whatever order', async () => {
  const someSeen = fc
    .tuple(fc.boolean(), fc.boolean(), realBetween(0, 1), fc.integer({ min: 0, max: 5_000_000 }))
    .map(([isFirst, isAccepted, propensity, age]) => seenAs({ isFirst, isAccepted }, propensity, NOW - age));
  await fc.assert(
    fc.asyncProperty(fc.array(someSeen, { minLength: 1, maxLength: 12 }), async (all) => {
      tenant = randomUUID() as TenantId;
      await move(all.map((seen) => ['rolls push ', seen]));
      const told = (await client.hget(keys.learningCounts(tenant), 'rolls push '))!.split(' ').map(Number);
      const expected = all.reduce<DatedCounts | undefined>(
        (known, seen) => moveCounts(known, seen, HALF_LIFE_MS),
        undefined,
      )!;
      expect(told[3]).toBe(expected.at);
      expect(told[0]).toBeCloseTo(expected.impressions, 6);
      expect(told[1]).toBeCloseTo(expected.accepts, 6);
      expect(told[2]).toBeCloseTo(expected.expected, 6);
    }),
    { numRuns: 50 },
  );
});

it('tells a reader what has moved since, in pages, and everything when it knows another table', async () => {
  expect(await follow('', 0)).toEqual(['', 0, 0]);
  await move([
    ['a x ', once()],
    ['b x ', once()],
    ['c x ', once()],
  ]);
  const [table, first, names, ...page] = await follow('', 0, 2);
  expect([table, first, names, page[0], page[2]]).toEqual(['one', 2, 3, 'a x ', 'b x ']);
  const [, second, , ...rest] = await follow('one', first, 2);
  expect([second, rest[0]]).toEqual([3, 'c x ']);
  expect(await follow('one', 3)).toEqual(['one', 3, 3]);
  await move([['a x ', once()]], 1_000, 'never');
  expect(await follow('one', 3)).toEqual(['one', 4, 3, 'a x ', `2 0 0.5 ${NOW}`]);
  expect((await follow('another', 4)).slice(0, 3)).toEqual(['one', 4, 3]);
  expect(await follow('another', 4)).toHaveLength(3 + 6);
  // Put back to an earlier state: the reader is ahead.
  expect(await follow('one', 99)).toHaveLength(3 + 6);
});

it('lets go of those that have not moved for longest when there are too many', async () => {
  await move(
    Array.from({ length: 10 }, (_, i) => [`o${i} x `, once()] as const),
    10,
  );
  await move([['o0 x ', once()]], 10);
  expect(await move([['o10 x ', once()]], 10)).toBe(9);
  const [, , names, ...told] = await follow('', 0);
  expect(names).toBe(9);
  expect(told.filter((_, i) => i % 2 === 0)).toEqual(
    ['o3', 'o4', 'o5', 'o6', 'o7', 'o8', 'o9', 'o0', 'o10'].map((id) => `${id} x `),
  );
});

it('learns from a delivery once, whoever tells and in whatever order', async () => {
  const customer = new TestCustomer(client);
  const tell = (type: string, deliveryId = 'd:card') =>
    customer.applyFeedback({ decisionId: 'd', line: JSON.stringify({ type, deliveryId }) });
  expect(await tell('delivered')).toBe(1);
  expect(await tell('accept')).toBe(1 + 2 + 4);
  expect(await tell('impression')).toBe(1);
  expect(await tell('redeem')).toBe(1);
  expect(await tell('impression', 'd:banner')).toBe(1 + 2);
  expect(await tell('click', 'd:banner')).toBe(1);
  expect(await tell('accept', 'd:banner')).toBe(1 + 4);
  expect(await tell('dismiss', 'd:hero')).toBe(1 + 2);
  expect(await client.llen(keys.decisionFeedback(customer.owner, 'd' as DecisionId))).toBe(8);
});
