import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { StockPage } from '../../src/contract/stock.js';
import { StockRepository } from '../../src/state/stock.repository.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { FaultProxy } from '../support/faults/fault-proxy.js';
import { TestRedis } from '../support/redis.js';

const PATIENCE_MS = 60_000;

let redis: TestRedis;
let proxy: FaultProxy;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  proxy = await FaultProxy.start(redis.socketPath);
  const catalog = aCatalog(anOfferForAll('mug', { stock: { units: 9 } }), anOfferForAll('pen', { valueMinor: 2_000 }));
  app = await TestApp.start({ redis, catalog, env: { REDIS_URL: proxy.url } });
});
afterAll(async () => {
  await app?.stop();
  await proxy?.down();
  await redis?.stop();
});

/** The next lease stands still on its way to Redis, until the decision has given it up. */
function holdUpNextLease(): void {
  const stock = app.nest.get(StockRepository);
  const move = stock.move.bind(stock);
  stock.move = async (...given) => {
    stock.move = move;
    proxy.set({ stall: true });
    try {
      return await move(...given);
    } finally {
      proxy.set();
    }
  };
}

it('a lease that is taken after the decision gave it up goes back', async () => {
  const consent = { purpose: 'marketing', status: 'granted', textVersion: '1' };
  await app.http('post', '/v1/customers/ann/consents').send(consent).expect(201);
  holdUpNextLease();
  const order = { customer: 'ann', touchpoint: 'web', placements: ['hero'], explain: true };
  const { offers, trace } = (await app.http('post', '/v1/decisions').send(order).expect(200)).body as DecisionAnswer;
  expect(offers.map(({ offerId }) => offerId)).toEqual(['pen']);
  const mug = trace!.funnel.find(({ offerId }) => offerId === 'mug');
  expect(mug).toMatchObject({ stage: 'commit', reason: 'STOCK_UNKNOWN' });

  // It was taken, or there would be nothing to give back: the sum of what is leased is there, and is none.
  const leased = () => redis.client.hget('px:{default:offer:mug}:deliveries', '#l');
  await eventually(async () => (await leased()) === '0', PATIENCE_MS);
  const stock = (await app.http('get', '/v1/catalog/stock').expect(200)).body as StockPage;
  expect(stock.offers).toEqual([{ offerId: 'mug', units: 9, live: 0, held: 0, consumed: 0, left: 9 }]);
});
