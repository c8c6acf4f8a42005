import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { OfferStock, StockPage } from '../../src/contract/stock.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, STATION, type OfferInput } from '../support/catalog.js';
import type { Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { readSamples, sumOf } from '../support/metrics.js';
import { readEverything } from '../support/redis-contents.js';
import { TestRedis } from '../support/redis.js';

const ORDER = { touchpoint: 'web', placements: ['hero'], explain: true };
const DAY_CAP: OfferInput['caps'] = [{ limit: 1, per: 'day' }];

let redis: TestRedis;
let app: TestApp;
let customers = 0;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, catalog: aCatalog(anOfferForAll('nothing')) });
});
beforeEach(async () => {
  const names = await redis.client.keys('px:{default:offer:*');
  if (names.length > 0) await Promise.all(names.map((name) => redis.client.del(name)));
});
afterEach(() => redis.client.call('ACL', 'SETUSER', 'default', 'allkeys'));
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

/** Lets exactly these offers serve. */
async function serve(...offers: OfferInput[]): Promise<void> {
  const catalogs = app.nest.get(CatalogService);
  const tenant = 'default' as TenantId;
  await catalogs.publish(tenant, await catalogs.add(tenant, aCatalog(...offers)));
}

async function newCustomer(): Promise<string> {
  customers += 1;
  const customer = `customer-${customers}`;
  for (const purpose of ['location', 'marketing', 'profiling']) {
    const entry = { purpose, status: 'granted', textVersion: '1' };
    await app.http('post', `/v1/customers/${customer}/consents`).send(entry).expect(201);
  }
  return customer;
}

async function newDevice(): Promise<Device> {
  return app.device(await newCustomer());
}

async function decide(customer: string, changes: object = {}, key?: string): Promise<DecisionAnswer> {
  const asked = app.http('post', '/v1/decisions');
  if (key) void asked.set('idempotency-key', key);
  return (await asked.send({ customer, ...ORDER, ...changes }).expect(200)).body as DecisionAnswer;
}

async function feedback(customer: string, type: string, deliveryId: string, changes: object = {}): Promise<unknown> {
  const event = { eventId: `${type}-${deliveryId}`, type, deliveryId, at: Date.now(), ...changes };
  const answer = await app
    .http('post', '/v1/events')
    .send({ customer, events: [event] })
    .expect(200);
  return (answer.body as { events: unknown[] }).events[0];
}

async function stockPage(query = ''): Promise<StockPage> {
  return (await app.http('get', `/v1/catalog/stock${query}`).expect(200)).body as StockPage;
}

async function stockOf(offerId: string): Promise<OfferStock> {
  return (await stockPage()).offers.find((offer) => offer.offerId === offerId)!;
}

async function counted(outcome: string): Promise<number> {
  const { text } = await app.http('get', '/metrics', '').expect(200);
  return sumOf(readSamples(text), 'proxima_stock_moves_total', { outcome });
}

const shown = ({ offers }: DecisionAnswer) => offers.map(({ offerId }) => offerId);
const lineOf = ({ trace }: DecisionAnswer, id: string) => trace!.funnel.find(({ offerId }) => offerId === id);

describe('the last one', () => {
  it('is shown once; then the next ranked offer is, and the funnel says why', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 1 } }), anOfferForAll('pen', { valueMinor: 2_000 }));
    expect(shown(await decide(await newCustomer()))).toEqual(['mug']);
    const second = await decide(await newCustomer());
    expect(shown(second)).toEqual(['pen']);
    expect(lineOf(second, 'mug')).toMatchObject({ stage: 'commit', reason: 'OUT_OF_STOCK' });
    expect(lineOf(second, 'pen')).toMatchObject({ stage: 'granted' });
    // Known to be empty a moment ago: not scored in vain.
    const third = await decide(await newCustomer());
    expect(shown(third)).toEqual(['pen']);
    expect(lineOf(third, 'mug')).toMatchObject({ stage: 'available', reason: 'OUT_OF_STOCK' });

    for (const { decisionId } of [second, third]) {
      const told = await app.http('get', `/v1/decisions/${decisionId}`).expect(200);
      expect(told.body).toMatchObject({ outcome: { offers: [{ offerId: 'pen' }] } });
      const replay = await app.http('post', `/v1/decisions/${decisionId}/replay`).expect(200);
      expect(replay.body).toMatchObject({ equal: true, differences: [] });
    }
    expect(await stockOf('mug')).toEqual({ offerId: 'mug', units: 1, live: 1, held: 0, consumed: 0, left: 0 });
  });

  it('is followed by silence with its reason where there is no other offer', async () => {
    await serve(
      anOfferForAll('mug', { stock: { units: 0 } }),
      anOfferForAll('card', { budget: { minor: 99, costMinor: 100 }, valueMinor: 4_000 }),
    );
    expect((await decide(await newCustomer())).silence).toMatchObject({ code: 'RACE_LOST' });
    await serve(anOfferForAll('card', { budget: { minor: 99, costMinor: 100 } }));
    const silent = await decide(await newCustomer());
    expect(silent.silence).toMatchObject({ code: 'OUT_OF_BUDGET' });
    expect(lineOf(silent, 'card')).toMatchObject({ stage: 'commit', reason: 'OUT_OF_BUDGET' });
  });

  it('is not taken by a slot in vain: each slot of one decision has its own lease', async () => {
    await serve(
      anOfferForAll('mug', { stock: { units: 1 } }),
      anOfferForAll('cup', { stock: { units: 1 }, valueMinor: 4_000 }),
      anOfferForAll('pen', { valueMinor: 2_000 }),
    );
    const order = { placements: ['hero', 'card'] };
    expect(shown(await decide(await newCustomer(), order))).toEqual(['mug', 'cup']);
    expect(shown(await decide(await newCustomer(), order))).toEqual(['pen']);
    expect((await stockPage()).offers).toMatchObject([{ live: 1 }, { live: 1 }]);
  });

  it('falls in each slot to what no other slot has', async () => {
    const units = (n: number) => ({ stock: { units: n } });
    await serve(
      anOfferForAll('mug', units(0)),
      anOfferForAll('cup', { ...units(5), valueMinor: 4_000 }),
      anOfferForAll('pen', { ...units(5), valueMinor: 2_000 }),
    );
    expect(shown(await decide(await newCustomer(), { placements: ['hero', 'card'] }))).toEqual(['cup', 'pen']);
    expect((await stockPage()).offers).toMatchObject([{ live: 1 }, { live: 0 }, { live: 1 }]);
  });

  it('is shown again when a new version of the catalog has more', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 1 } }));
    await decide(await newCustomer());
    expect(shown(await decide(await newCustomer()))).toEqual([]);
    await serve(anOfferForAll('mug', { stock: { units: 2 } }));
    expect(shown(await decide(await newCustomer()))).toEqual(['mug']);
    await serve(anOfferForAll('mug', { stock: { units: 1 } }));
    expect(await stockOf('mug')).toMatchObject({ units: 1, live: 2, left: 0 });
  });
});

describe('a lease', () => {
  it('goes back when the commit refuses, however many ask at once', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 50 }, caps: DAY_CAP }));
    const customer = await newCustomer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => decide(customer)));
    expect(answers.flatMap(shown)).toEqual(['mug']);
    expect(await stockOf('mug')).toMatchObject({ live: 1, left: 49 });
  });

  it('is one for all that ask with the same key', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 5 } }));
    const customer = await newCustomer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => decide(customer, {}, 'order-1')));
    expect(new Set(answers.map(({ offers }) => offers[0]!.deliveryId)).size).toBe(1);
    expect(await stockOf('mug')).toMatchObject({ live: 1, left: 4 });
  });

  it('is taken by no preview and by no replay', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 1 } }));
    const customer = await newCustomer();
    const { decisionId } = await decide(customer);
    const before = await readEverything(redis.client);
    for (const who of [{}, { customer }]) {
      await app
        .http('post', '/v1/decisions/preview')
        .send({ touchpoint: 'web', placements: ['hero'], ...who })
        .expect(200);
    }
    await app.http('post', `/v1/decisions/${decisionId}/replay`).expect(200);
    const after = await readEverything(redis.client);
    const ofOffers = (all: Map<string, unknown>) => [...all].filter(([key]) => key.includes(':offer:'));
    expect(ofOffers(after)).toEqual(ofOffers(before));
    expect(ofOffers(after)).toHaveLength(2);
  });

  it('that cannot be had, since nobody answers for the offer, leaves the others as they are', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 9 } }), anOfferForAll('pen', { valueMinor: 2_000 }));
    const customer = await newCustomer();
    // Every key but those of offers: as when one shard of a cluster is away.
    await redis.client.call('ACL', 'SETUSER', 'default', 'resetkeys', '~px:{default:[^o]*', '~px:{[*]*');
    const answer = await decide(customer);
    expect(shown(answer)).toEqual(['pen']);
    expect(lineOf(answer, 'mug')).toMatchObject({ stage: 'commit', reason: 'STOCK_UNKNOWN' });
    await redis.client.call('ACL', 'SETUSER', 'default', 'allkeys');
    expect(shown(await decide(await newCustomer()))).toEqual(['mug']);
  });

  it('holds no name of the customer', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 1 } }));
    const customer = await newCustomer();
    const { offers } = await decide(customer);
    await feedback(customer, 'impression', offers[0]!.deliveryId);
    const kept = [...(await readEverything(redis.client))].filter(([key]) => key.includes(':offer:'));
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(customer);
  });
});

describe('what the customer does', () => {
  it.each(['accept', 'redeem'])('holds it with an impression, and consumes it with %s, once', async (type) => {
    await serve(anOfferForAll('mug', { stock: { units: 3 }, budget: { minor: 1_000, costMinor: 400 } }));
    const customer = await newCustomer();
    const { deliveryId } = (await decide(customer)).offers[0]!;
    await feedback(customer, 'delivered', deliveryId);
    expect(await stockOf('mug')).toMatchObject({ live: 1, held: 0 });
    for (let n = 0; n < 2; n += 1) await feedback(customer, 'impression', deliveryId, { eventId: `${type}-seen-${n}` });
    expect(await stockOf('mug')).toMatchObject({ live: 0, held: 1, left: 1, budget: { reservedMinor: 400 } });
    expect(await feedback(customer, type, deliveryId)).toMatchObject({ status: 'recorded' });
    expect(await feedback(customer, type, deliveryId)).toMatchObject({ status: 'duplicate' });
    expect(await feedback(customer, type, deliveryId, { eventId: `${type}-2` })).toMatchObject({ status: 'recorded' });
    expect(await feedback(customer, 'impression', deliveryId)).toMatchObject({ status: 'duplicate' });
    expect(await stockOf('mug')).toEqual({
      offerId: 'mug',
      units: 3,
      live: 0,
      held: 0,
      consumed: 1,
      left: 1,
      budget: { minor: 1_000, costMinor: 400, reservedMinor: 0, consumedMinor: 400, leftMinor: 600, currency: 'EUR' },
    });
  });

  it('gives it back with a dismissal, and a late impression does not take it again', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 1 } }));
    const customer = await newCustomer();
    const { deliveryId } = (await decide(customer)).offers[0]!;
    await feedback(customer, 'impression', deliveryId);
    await feedback(customer, 'dismiss', deliveryId, { reason: 'not-here' });
    await feedback(customer, 'click', deliveryId);
    expect(await stockOf('mug')).toMatchObject({ live: 0, held: 0, left: 1 });
  });

  it('after the lease has lapsed and the last one is gone: an acceptance is refused, a redemption has happened', async () => {
    await serve(anOfferForAll('mug', { stock: { units: 1, leaseSeconds: 1 } }));
    const late = await newCustomer();
    const { deliveryId } = (await decide(late)).offers[0]!;
    const early = await newCustomer();
    const other = await eventually(async () => (await decide(early)).offers[0]);
    await feedback(early, 'impression', other.deliveryId);

    const [unbacked, over] = [await counted('unbacked'), await counted('over')];
    expect(await feedback(late, 'impression', deliveryId)).toMatchObject({ status: 'recorded' });
    expect(await counted('unbacked')).toBe(unbacked + 1);
    expect(await feedback(late, 'accept', deliveryId)).toMatchObject({ status: 'refused', code: 'OUT_OF_STOCK' });
    expect(await stockOf('mug')).toMatchObject({ live: 0, held: 1, consumed: 0 });
    // What was refused was not recorded: sent again it is no duplicate.
    expect(await feedback(late, 'accept', deliveryId)).toMatchObject({ status: 'refused', code: 'OUT_OF_STOCK' });
    expect(await feedback(late, 'redeem', deliveryId)).toMatchObject({ status: 'recorded' });
    expect(await stockOf('mug')).toMatchObject({ held: 1, consumed: 1, left: 0 });
    expect(await counted('over')).toBe(over + 1);
  });
});

describe('a push', () => {
  const mug = anOffer('mug', { stock: { units: 1 }, valueMinor: 9_000 });

  it('leases, and gives back what is retracted before it was seen', async () => {
    await serve(mug);
    const device = await newDevice();
    await device.report({ at: Date.now() - 60_000 });
    await device.push();
    expect(await stockOf('mug')).toMatchObject({ live: 1 });
    await device.report({ ...STATION, at: Date.now() });
    expect(await device.retract()).toMatchObject({ reason: 'LEFT_ZONE' });
    expect(
      await eventually(async () => ((await stockOf('mug')).left === 1 ? stockOf('mug') : undefined)),
    ).toMatchObject({ live: 0 });
  });

  it('that was seen stays held when the customer walks on', async () => {
    await serve(mug);
    const device = await newDevice();
    await device.report({ at: Date.now() - 60_000 });
    const { deliveryId } = await device.push();
    await device.feedback({ eventId: 'seen', type: 'impression', deliveryId, at: Date.now() });
    await device.report({ ...STATION, at: Date.now() });
    await device.retract();
    await device.withdraw('marketing');
    expect(await stockOf('mug')).toMatchObject({ live: 0, held: 1 });
  });

  it('of the next ranked offer leaves as that one, and is the one in the inbox', async () => {
    await serve(anOffer('mug', { stock: { units: 0 }, valueMinor: 9_000 }), anOffer('pen'));
    const device = await newDevice();
    expect(await device.report()).toMatchObject({ outcome: { offerId: 'pen' } });
    expect(await device.push()).toMatchObject({ offerId: 'pen' });
    const { missed } = await device.resume();
    expect(missed).toMatchObject([{ offerId: 'pen' }]);
  });

  it('is not given again to a device that comes back when its lease has lapsed', async () => {
    await serve(anOffer('mug', { stock: { units: 1, leaseSeconds: 1 } }));
    const device = await newDevice();
    await device.report();
    await device.push();
    await eventually(async () => (await stockOf('mug')).live === 0);
    expect(await device.resume()).toMatchObject({ missed: [] });
  });

  it('goes back with a withdrawal of consent', async () => {
    await serve(mug);
    const device = await newDevice();
    await device.report();
    await device.push();
    await device.withdraw('marketing');
    await eventually(async () => (await stockOf('mug')).left === 1);
  });
});

describe('GET /v1/catalog/stock', () => {
  it('tells the offers that have an end, page by page, by their ids', async () => {
    const names = ['e', 'b', 'd', 'a', 'c'];
    await serve(anOfferForAll('free'), ...names.map((id) => anOfferForAll(id, { stock: { units: 7 } })));
    const first = await stockPage('?limit=2');
    expect(first).toMatchObject({ offers: [{ offerId: 'a' }, { offerId: 'b' }], next: 'b' });
    const second = await stockPage(`?limit=2&cursor=${first.next}`);
    expect(second).toMatchObject({ offers: [{ offerId: 'c' }, { offerId: 'd' }], next: 'd' });
    const last = await stockPage(`?limit=2&cursor=${second.next}`);
    expect(last.offers).toEqual([{ offerId: 'e', units: 7, live: 0, held: 0, consumed: 0, left: 7 }]);
    expect(last.next).toBeUndefined();
  });

  it.each(['?limit=0', '?limit=501', '?limit=x', '?cursor=%7Ba', '?page=2'])('refuses %s', async (query) => {
    const { body } = await app.http('get', `/v1/catalog/stock${query}`).expect(400);
    expect(body).toMatchObject({ code: 'INVALID_MESSAGE' });
  });
});

it.each([
  { stock: { units: -1 } },
  { stock: { units: 1.5 } },
  { stock: { units: 1, leaseSeconds: 0 } },
  { stock: {} },
  { budget: { minor: 100 } },
  { budget: { minor: 100, costMinor: 0 } },
  { budget: { minor: -1, costMinor: 5 } },
])('a catalog with %j is refused', async (fault) => {
  await expect(serve(anOfferForAll('mug', fault as OfferInput))).rejects.toThrow(/offers\.0\.(stock|budget)/);
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '..', 'a:b@c', ':'])(
  'an offer, its group and its customer may be called %s, and count like any other',
  async (name) => {
    const stock = { units: 2 };
    await serve(
      anOfferForAll(name, { stock, caps: DAY_CAP, group: name, exclusionGroup: name, category: 'constructor' }),
    );
    await app
      .http('post', `/v1/customers/${encodeURIComponent(name)}/consents`)
      .send({ purpose: 'marketing', status: 'granted', textVersion: '1' })
      .expect(201);
    const first = await decide(name);
    expect(shown(first)).toEqual([name]);
    expect(lineOf(await decide(name), name)).toMatchObject({ reason: 'CAP_REACHED' });
    const { deliveryId } = first.offers[0]!;
    expect(await feedback(name, 'accept', deliveryId)).toMatchObject({ status: 'recorded' });
    expect(await stockOf(name)).toEqual({ offerId: name, ...stock, live: 0, held: 0, consumed: 1, left: 1 });
    const replay = await app.http('post', `/v1/decisions/${first.decisionId}/replay`).expect(200);
    expect(replay.body).toMatchObject({ equal: true, differences: [] });
    await app.http('delete', `/v1/customers/${encodeURIComponent(name)}`).expect(200);
  },
);
