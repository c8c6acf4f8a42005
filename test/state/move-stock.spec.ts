import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DeliveryId, OfferId, TenantId } from '../../src/core/types/ids.js';
import type { Stock } from '../../src/core/types/stock.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { keys, LIFETIMES } from '../../src/state/keys.js';
import { StockRepository, type StockMove } from '../../src/state/stock.repository.js';
import { readSamples, sumOf } from '../support/metrics.js';
import { TestRedis } from '../support/redis.js';
import { storeOn, NOW } from '../support/state.js';

const TENANT = 'tests' as TenantId;
const LEASE_MS = 600_000;
const HOLD_MS = 86_400_000;
const MOVES: StockMove[] = ['lease', 'hold', 'accept', 'redeem', 'dismiss', 'release'];

let redis: TestRedis;
let metrics: Metrics;
let repository: StockRepository;
let offerId: OfferId;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(() => {
  metrics = new Metrics();
  repository = new StockRepository(storeOn(redis.client, metrics), metrics);
  offerId = randomUUID() as string as OfferId;
});
afterAll(() => redis?.stop());

/** A delivery of a decision at NOW, moved at `now`, on an offer with this stock. */
function move(kind: StockMove, deliveryId: string, stock: Stock, now = NOW) {
  const delivery = { tenant: TENANT, offerId, stock, deliveryId: deliveryId as DeliveryId, decidedAt: NOW };
  return repository.move(kind, delivery, now, kind === 'lease' ? now + LEASE_MS : NOW + HOLD_MS);
}

const read = (now = NOW) => repository.read(TENANT, offerId, now);
const ONE: Stock = { units: 1 };

async function counted(outcome: string): Promise<number> {
  return sumOf(readSamples(await metrics.toText()), 'proxima_stock_moves_total', { outcome });
}

describe('a lease', () => {
  it('is given as long as there is something left, once for each delivery', async () => {
    expect(await move('lease', 'a', ONE)).toBe('moved');
    expect(await move('lease', 'a', ONE)).toBe('known');
    expect(await move('lease', 'b', ONE)).toBe('OUT_OF_STOCK');
    expect(await read()).toMatchObject({ leased: 1, held: 0, consumed: 0 });
    expect([await counted('leased'), await counted('refused')]).toEqual([1, 1]);
  });

  it('lapses by itself at its end, and somebody else can have it', async () => {
    await move('lease', 'a', ONE);
    expect(await move('lease', 'b', ONE, NOW + LEASE_MS - 1)).toBe('OUT_OF_STOCK');
    expect(await move('lease', 'b', ONE, NOW + LEASE_MS)).toBe('moved');
    expect(await counted('lapsed')).toBe(1);
  });

  it('that is asked for again lasts anew', async () => {
    await move('lease', 'a', ONE);
    await move('lease', 'a', ONE, NOW + LEASE_MS - 1);
    expect(await move('lease', 'b', ONE, NOW + LEASE_MS)).toBe('OUT_OF_STOCK');
  });

  it('is given back by a release and by nothing of another delivery', async () => {
    await move('lease', 'a', ONE);
    expect(await move('release', 'b', ONE)).toBe('known');
    expect(await move('lease', 'c', ONE)).toBe('OUT_OF_STOCK');
    expect(await move('release', 'a', ONE)).toBe('moved');
    expect(await move('release', 'a', ONE)).toBe('known');
    expect(await move('lease', 'c', ONE)).toBe('moved');
    expect(await counted('returned')).toBe(1);
  });

  it('grows and shrinks with the units of the catalog version that asks, never below what is taken', async () => {
    await move('lease', 'a', { units: 2 });
    await move('lease', 'b', { units: 2 });
    expect(await move('lease', 'c', { units: 1 })).toBe('OUT_OF_STOCK');
    expect(await move('lease', 'c', { units: 3 })).toBe('moved');
  });

  it('lapses also where a thousand end at once, over two moves', async () => {
    const many = { units: 1_500 };
    for (let n = 0; n < 1_500; n += 1) void move('lease', `d${n}`, many);
    expect(await read()).toMatchObject({ leased: 1_500 });
    expect(await read(NOW + LEASE_MS)).toMatchObject({ leased: 500 });
    expect(await read(NOW + LEASE_MS)).toMatchObject({ leased: 0 });
  });
});

describe('an impression', () => {
  it('holds what was leased until the end of the offer, however often it comes', async () => {
    await move('lease', 'a', ONE);
    expect(await move('hold', 'a', ONE)).toBe('moved');
    expect(await move('hold', 'a', ONE)).toBe('known');
    expect(await move('release', 'a', ONE)).toBe('known');
    expect(await read(NOW + HOLD_MS - 1)).toMatchObject({ leased: 0, held: 1 });
    expect(await read(NOW + HOLD_MS)).toMatchObject({ held: 0, consumed: 0 });
    expect([await counted('ended'), await counted('lapsed')]).toEqual([1, 0]);
  });

  it('that comes after the lease takes one anew, if there is one', async () => {
    await move('lease', 'a', ONE);
    expect(await move('hold', 'a', ONE, NOW + LEASE_MS)).toBe('moved');
    expect(await read()).toMatchObject({ held: 1 });
  });

  it('that comes after the lease, with nothing left, changes nothing and is told', async () => {
    await move('lease', 'a', ONE);
    await move('lease', 'b', ONE, NOW + LEASE_MS);
    expect(await move('hold', 'a', ONE, NOW + LEASE_MS)).toBe('OUT_OF_STOCK');
    expect(await read(NOW + LEASE_MS)).toMatchObject({ leased: 1, held: 0 });
    expect([await counted('unbacked'), await counted('refused')]).toEqual([1, 0]);
  });

  it('that comes after the end of the offer, or again after the hold, holds nothing', async () => {
    expect(await move('hold', 'a', ONE, NOW + HOLD_MS)).toBe('late');
    await move('lease', 'b', ONE);
    await move('hold', 'b', ONE);
    expect(await move('hold', 'b', ONE, NOW + HOLD_MS)).toBe('known');
    expect(await read(NOW + HOLD_MS)).toMatchObject({ leased: 0, held: 0 });
  });
});

describe('an acceptance', () => {
  it.each<StockMove>(['accept', 'redeem'])('by %s consumes for good, once, from a lease or a hold', async (kind) => {
    const two = { units: 2 };
    await move('lease', 'a', two);
    await move('lease', 'b', two);
    await move('hold', 'b', two);
    expect([await move(kind, 'a', two), await move(kind, 'b', two)]).toEqual(['moved', 'moved']);
    expect([await move('redeem', 'a', two), await move('accept', 'b', two)]).toEqual(['known', 'known']);
    expect([await move('dismiss', 'a', two), await move('hold', 'b', two)]).toEqual(['known', 'known']);
    expect(await read(NOW + HOLD_MS)).toMatchObject({ leased: 0, held: 0, consumed: 2 });
    expect(await move('lease', 'c', two, NOW + HOLD_MS)).toBe('OUT_OF_STOCK');
  });

  it('after the lease has lapsed takes one anew; with nothing left it is refused', async () => {
    await move('lease', 'a', ONE);
    expect(await move('accept', 'a', ONE, NOW + LEASE_MS)).toBe('moved');
    expect(await move('accept', 'b', ONE, NOW + LEASE_MS)).toBe('OUT_OF_STOCK');
    expect(await read(NOW + LEASE_MS)).toMatchObject({ consumed: 1 });
  });

  it('at the till has happened: with nothing left it is counted over', async () => {
    await move('lease', 'a', ONE);
    expect(await move('redeem', 'b', ONE)).toBe('over');
    expect(await move('redeem', 'b', ONE)).toBe('known');
    expect(await read()).toMatchObject({ leased: 1, consumed: 1 });
    expect([await counted('over'), await counted('consumed')]).toEqual([1, 0]);
  });
});

describe('a dismissal', () => {
  it('gives back what was held; a late impression does not take it again, an acceptance does', async () => {
    await move('lease', 'a', ONE);
    await move('hold', 'a', ONE);
    expect([await move('dismiss', 'a', ONE), await move('dismiss', 'a', ONE)]).toEqual(['moved', 'known']);
    expect(await move('hold', 'a', ONE)).toBe('known');
    expect(await read()).toMatchObject({ leased: 0, held: 0 });
    expect(await move('accept', 'a', ONE)).toBe('moved');
    expect(await read()).toMatchObject({ consumed: 1 });
  });
});

describe('a budget', () => {
  const budget = (minor: number, costMinor: number): Stock => ({ budget: { minor, costMinor } });

  it('is reserved and consumed at what one cost when it was taken', async () => {
    expect(await move('lease', 'a', budget(1_000, 400))).toBe('moved');
    expect(await move('lease', 'b', budget(1_000, 700))).toBe('OUT_OF_BUDGET');
    expect(await move('lease', 'b', budget(1_000, 600))).toBe('moved');
    expect(await read()).toMatchObject({ leased: 2, reservedMinor: 1_000 });
    await move('accept', 'a', budget(1_000, 999));
    expect(await read()).toMatchObject({ leased: 1, consumed: 1, reservedMinor: 600, consumedMinor: 400 });
    await move('release', 'b', budget(1_000, 999));
    expect(await read()).toMatchObject({ leased: 0, reservedMinor: 0, consumedMinor: 400 });
  });

  it('and units both bound', async () => {
    expect(await move('lease', 'a', { units: 1, ...budget(1_000, 1) })).toBe('moved');
    expect(await move('lease', 'b', { units: 1, ...budget(1_000, 1) })).toBe('OUT_OF_STOCK');
    expect(await move('lease', 'b', { units: 9, ...budget(1, 1) })).toBe('OUT_OF_BUDGET');
  });
});

it('keeps deliveries for a day longer than the feedback window, and what is consumed for good', async () => {
  await move('lease', 'a', ONE);
  await move('accept', 'a', ONE);
  for (const key of [keys.stockDeliveries(TENANT, offerId), keys.stockEnds(TENANT, offerId)])
    expect(await redis.client.pttl(key)).toBeGreaterThan(LIFETIMES.decisionMs + 20 * 3_600_000);
  expect(await redis.client.pttl(keys.stock(TENANT, offerId))).toBe(-1);
  expect(await move('redeem', 'a', ONE, NOW + LIFETIMES.decisionMs)).toBe('known');
  await read(NOW + LIFETIMES.stockMs);
  expect(await redis.client.hget(keys.stockDeliveries(TENANT, offerId), 'a')).toBeNull();
  expect(await read(NOW + LIFETIMES.stockMs)).toMatchObject({ consumed: 1 });
});

it('holds whatever happens in whatever order: nothing is taken twice, nothing beyond the stock, nothing is lost', async () => {
  const step = fc.record({
    kind: fc.constantFrom(...MOVES),
    delivery: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    waitMs: fc.constantFrom(0, 0, 1, LEASE_MS / 2, LEASE_MS, HOLD_MS),
  });
  const stock = fc.record({
    units: fc.integer({ min: 0, max: 4 }),
    budget: fc.record({ minor: fc.integer({ min: 0, max: 40 }), costMinor: fc.constant(10) }),
  });
  await fc.assert(
    fc.asyncProperty(stock, fc.array(step, { maxLength: 40 }), async (offer, steps) => {
      offerId = randomUUID() as string as OfferId;
      let now = NOW;
      let over = 0;
      const consumed = new Set<string>();
      for (const { kind, delivery, waitMs } of steps) {
        now += waitMs;
        // Feedback is taken no longer than that.
        if (now >= NOW + LIFETIMES.decisionMs) break;
        const answer = await move(kind, delivery, offer, now);
        if (answer === 'over') over += 1;
        if ((kind === 'accept' || kind === 'redeem') && !answer.startsWith('OUT_OF')) consumed.add(delivery);
        const counts = await read(now);
        expect(counts.consumed).toBe(consumed.size);
        expect(counts.consumedMinor).toBe(10 * counts.consumed);
        expect(counts.reservedMinor).toBe(10 * (counts.leased + counts.held));
        expect(Math.min(counts.leased, counts.held)).toBeGreaterThanOrEqual(0);
        const room = Math.min(offer.units, Math.floor(offer.budget.minor / 10)) + over;
        expect(counts.leased + counts.held + counts.consumed).toBeLessThanOrEqual(room);
      }
      // In the end all that was not consumed is there again.
      const rest = await read(NOW + LIFETIMES.stockMs * 9);
      expect(rest).toMatchObject({ leased: 0, held: 0, reservedMinor: 0 });
    }),
    { numRuns: 300 },
  );
});
