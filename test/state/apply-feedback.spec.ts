import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decayedSum, type DecayingSum } from '../../src/core/profile/affinity.js';
import type { DecisionId } from '../../src/core/types/ids.js';
import { keys, LIFETIMES } from '../../src/state/keys.js';
import type { HistoryBlob } from '../../src/state/snapshot.js';
import { TestRedis } from '../support/redis.js';
import { NOW, TestCustomer } from '../support/state.js';

const DAY_MS = 86_400_000;
const HALF_LIFE_MS = 45 * DAY_MS;

let redis: TestRedis;
let customer: TestCustomer;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(() => {
  customer = new TestCustomer(redis.client);
});
afterAll(() => redis?.stop());

it('counts an event once, however often it comes, and keeps its line once', async () => {
  await customer.grant('profiling');
  const event = { eventId: 'e1', changes: [['count', 'rolls', 1]], decisionId: 'd1', line: '{"type":"accept"}' };
  const fresh = await Promise.all(Array.from({ length: 10 }, () => customer.applyFeedback(event)));
  expect(fresh.sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(await customer.read('history')).toEqual({ offers: { rolls: [0, 1, 0] } });
  const lines = keys.decisionFeedback(customer.owner, 'd1' as DecisionId);
  expect(await redis.client.lrange(lines, 0, -1)).toEqual(['{"type":"accept"}']);
  expect(await redis.client.pttl(lines)).toBeGreaterThan(LIFETIMES.decisionMs - 5_000);
  expect(await customer.lifetimeMs('events')).toBeGreaterThan(LIFETIMES.decisionMs - 5_000);
});

it('forgets the ids of events from before the feedback window', async () => {
  await customer.applyFeedback({ eventId: 'old', at: NOW });
  await customer.applyFeedback({ eventId: 'edge', at: NOW + 1 });
  await customer.applyFeedback({ eventId: 'new', at: NOW + 7 * DAY_MS, now: NOW + 7 * DAY_MS + 1 });
  expect(await redis.client.zrange(keys.events(customer.owner), '0', '-1')).toEqual(['edge', 'new']);
});

it('keeps the 200 categories met last, however many a client makes up', async () => {
  await customer.grant('profiling');
  const visit = (index: number) => ['sum', 'visits', `c${index}`, 1, HALF_LIFE_MS];
  await customer.applyFeedback({ at: NOW, changes: Array.from({ length: 200 }, (_, i) => visit(i)) });
  await customer.applyFeedback({ at: NOW + 1, changes: [visit(0)] });
  await customer.applyFeedback({ at: NOW + 2, changes: [visit(200)] });
  const { visits = {} } = await customer.read<HistoryBlob>('history');
  expect(Object.keys(visits)).toHaveLength(200);
  expect([visits.c0, visits.c1, visits.c200].map((sum) => sum !== undefined)).toEqual([true, false, true]);
});

it('without consent to profiling changes rests only', async () => {
  await customer.grant('location', 'marketing');
  const changes = [
    ['sum', 'affinity', 'bakery', 1, HALF_LIFE_MS],
    ['count', 'rolls', 2],
    ['rest', 'rolls', NOW + DAY_MS],
  ];
  expect(await customer.applyFeedback({ changes })).toBe(1);
  expect(await customer.read('history')).toEqual({ rests: { rolls: NOW + DAY_MS } });
});

it('writes no history for an event that changes nothing', async () => {
  await customer.grant('profiling');
  await customer.applyFeedback({ changes: [] });
  expect(await customer.exists('history')).toBe(0);
});

it('lets the longest rest stand', async () => {
  for (const untilMs of [NOW + 5, NOW + 9, NOW + 7])
    await customer.applyFeedback({ changes: [['rest', '*', untilMs]] });
  expect(await customer.read('history')).toEqual({ rests: { '*': NOW + 9 } });
});

it('comes to the same sums in whatever order events arrive', async () => {
  const event = fc.record({
    weight: fc.double({ min: -1, max: 1, noNaN: true }),
    at: fc.integer({ min: NOW - 7 * DAY_MS, max: NOW }),
  });
  const shuffled = fc.array(event, { minLength: 2, maxLength: 6 }).chain((events) =>
    fc.record({
      events: fc.constant(events),
      other: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ({ events, other }) => {
      const [left, right] = await Promise.all([sumUp(events), sumUp(other)]);
      const wanted = events.reduce((sum, { weight, at }) => sum + decayedSum([weight, at], NOW, HALF_LIFE_MS), 0);
      expect(left).toBeCloseTo(wanted, 9);
      expect(right).toBeCloseTo(wanted, 9);
    }),
    { numRuns: 40 },
  );
});

async function sumUp(events: readonly { weight: number; at: number }[]): Promise<number> {
  const one = await new TestCustomer(redis.client).grant('profiling');
  for (const { weight, at } of events) {
    await one.applyFeedback({ at, changes: [['sum', 'affinity', 'bakery', weight, HALF_LIFE_MS]] });
  }
  const history = await one.read<HistoryBlob>('history');
  return decayedSum(history.affinity!.bakery as DecayingSum, NOW, HALF_LIFE_MS);
}

it('keeps nothing of what answers a decision that is gone', async () => {
  await customer.grant('profiling');
  const changes = [['rest', '*', NOW + DAY_MS]];
  expect(await customer.applyFeedback({ changes, isGone: true })).toBe(-1);
  expect(await customer.exists('events')).toBe(0);
  expect(await customer.exists('history')).toBe(0);
});

it('keeps not even the id of what neither answers a decision nor may change a profile', async () => {
  const visit = { changes: [['sum', 'visits', 'bakery', 1, HALF_LIFE_MS]], line: '' };
  expect(await customer.applyFeedback(visit)).toBe(1);
  expect(await customer.exists('events')).toBe(0);
  await customer.grant('profiling');
  expect(await customer.applyFeedback(visit)).toBe(1);
  expect(await customer.exists('events')).toBe(1);
});

const minutes = async () => (await customer.read<HistoryBlob>('history')).recentPurchases!;
const recent = (category: string, minute: number) => ['recent', 'recentPurchases', category, minute];
const DAY_MINUTES = 1_440;

it('keeps the ten newest events of a category for look-backs, in whatever order they come', async () => {
  await customer.grant('profiling');
  const days = [3, 1, 12, 7, 5, 2, 9, 11, 4, 8, 6, 10];
  for (const day of days) await customer.applyFeedback({ changes: [recent('coffee', day * DAY_MINUTES)] });
  const newest = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3];
  expect(await minutes()).toEqual({ coffee: newest.map((day) => day * DAY_MINUTES) });
});

it('lets go of events that no look-back reaches any more', async () => {
  await customer.grant('profiling');
  for (const day of [1, 91, 92]) await customer.applyFeedback({ changes: [recent('coffee', day * DAY_MINUTES)] });
  expect(await minutes()).toEqual({ coffee: [92 * DAY_MINUTES, 91 * DAY_MINUTES] });
});

it('keeps look-backs of the 50 categories met last, and always that of all', async () => {
  await customer.grant('profiling');
  await customer.applyFeedback({ changes: [recent('*', 5)] });
  for (let i = 0; i < 50; i += 1) await customer.applyFeedback({ changes: [recent(`c${i}`, 100 + i)] });
  await customer.applyFeedback({ changes: [recent('c0', 200), recent('new', 201)] });
  const kept = Object.keys(await minutes());
  expect(kept).toHaveLength(51);
  expect(['*', 'c0', 'c1', 'c2', 'new'].map((category) => kept.includes(category))).toEqual([
    true,
    true,
    false,
    true,
    true,
  ]);
});

it('keeps no look-backs without consent to profiling, and forgets them when it is withdrawn', async () => {
  await customer.grant('location');
  await customer.applyFeedback({ changes: [recent('coffee', 5)] });
  expect(await customer.exists('history')).toBe(0);
  await customer.grant('profiling');
  await customer.applyFeedback({ changes: [recent('coffee', 6)] });
  expect(await minutes()).toEqual({ coffee: [6] });
  await customer.setConsent('profiling', 'withdrawn');
  expect(await customer.exists('history')).toBe(0);
});
