import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { TestApp, type TestAppOptions } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE, STATION } from '../support/catalog.js';
import type { Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';

const TENANT = 'default' as TenantId;
const ROLLS = aCatalog(anOffer('rolls'));

let redis: TestRedis;
let app: TestApp;
const others: TestApp[] = [];

beforeEach(async () => {
  redis = await TestRedis.start();
  app = await start();
});
afterEach(async () => {
  await Promise.all([app, ...others.splice(0)].map((one) => one?.stop()));
  await redis.stop();
});

function start(options: Partial<TestAppOptions> = {}): Promise<TestApp> {
  const policy: TestAppOptions['policy'] = ({ contact }) => {
    contact.caps = [];
    contact.spacingMinutes = 0;
  };
  return TestApp.start({ redis, catalog: ROLLS, policy, ...options });
}

async function another(options: Partial<TestAppOptions> = {}): Promise<TestApp> {
  const other = await start(options);
  others.push(other);
  return other;
}

/** A phone that was pushed the rolls. */
async function aPhoneWithOffer(customer = 'ann'): Promise<Device> {
  const phone = await (await app.device(customer)).grantAll();
  await phone.report();
  await phone.push();
  return phone;
}

const about = (phone: Device) => ({ deliveryId: phone.pushes[0]!.deliveryId, at: Date.now() });

describe('a device that was away', () => {
  it('is given what was pushed meanwhile, once and as it was pushed', async () => {
    const phone = await aPhoneWithOffer();
    const tablet = await app.device('ann');
    expect(await tablet.resume()).toEqual({ missed: [phone.pushes[0]], retracted: [] });
    expect(await tablet.resume(phone.pushes[0]!.seq)).toEqual({ missed: [], retracted: [] });
    expect(await (await app.device('bob')).resume()).toEqual({ missed: [], retracted: [] });
  });

  it('that knows a number which was never given is taken for a new one', async () => {
    const phone = await aPhoneWithOffer();
    expect((await (await app.device('ann')).resume(1_000)).missed).toEqual([phone.pushes[0]]);
  });

  it('is given it by an engine that was started anew', async () => {
    const phone = await aPhoneWithOffer();
    await app.stop();
    app = await start();
    expect((await (await app.device('ann')).resume()).missed).toEqual([phone.pushes[0]]);
  });

  it('is not given what was seen, nor what has expired', async () => {
    const phone = await aPhoneWithOffer();
    await phone.feedback({ eventId: 'e1', type: 'impression', ...about(phone) });
    expect(await (await app.device('ann')).resume()).toEqual({ missed: [], retracted: [] });

    const validTo = new Date(Date.now() + 1_500).toISOString();
    const soonOver = await another();
    const catalogs = soonOver.nest.get(CatalogService);
    await catalogs.publish(TENANT, await catalogs.add(TENANT, aCatalog(anOffer('cake', { validTo }))));
    const bob = await (await soonOver.device('bob')).grantAll();
    await bob.report();
    const { expiresAt } = await bob.push();
    expect((await (await soonOver.device('bob')).resume()).missed).toHaveLength(1);
    await sleep(Date.parse(expiresAt) - Date.now() + 20);
    expect((await (await soonOver.device('bob')).resume()).missed).toEqual([]);
  });

  it('is not given what its consent does not cover any more, and is told to take it away', async () => {
    const phone = await aPhoneWithOffer();
    phone.close();
    const withdrawal = { purpose: 'marketing', status: 'withdrawn', textVersion: '1' };
    await app.http('post', '/v1/customers/ann/consents').send(withdrawal).expect(201);
    const { seq, deliveryId } = phone.pushes[0]!;
    const retracted = [{ seq, deliveryId, offerId: 'rolls', reason: 'CONSENT_WITHDRAWN' }];
    expect(await (await app.device('ann')).resume()).toEqual({ missed: [], retracted });
  });

  it('is not given anything without a consent in force, whatever the inbox holds', async () => {
    const phone = await aPhoneWithOffer();
    await redis.client.del('px:{default:ann}:consents');
    const { seq, deliveryId } = phone.pushes[0]!;
    const retracted = [{ seq, deliveryId, offerId: 'rolls', reason: 'CONSENT_WITHDRAWN' }];
    expect(await (await app.device('ann')).resume()).toEqual({ missed: [], retracted });
  });

  it('is not given an offer of a place that the customer has left, and is told to take it away', async () => {
    const phone = await aPhoneWithOffer();
    await phone.report({ ...STATION, at: Date.now() + 60_000 });
    const { seq, deliveryId } = phone.pushes[0]!;
    expect(await phone.retract()).toEqual({ seq, deliveryId, offerId: 'rolls', reason: 'LEFT_ZONE' });
    const retracted = [{ seq, deliveryId, offerId: 'rolls', reason: 'LEFT_ZONE' }];
    expect(await (await app.device('ann')).resume(seq)).toEqual({ missed: [], retracted });
  });

  it.each([{}, { afterSeq: -1 }, { afterSeq: '1' }, { afterSeq: 1, more: 1 }, null])(
    '%j is refused',
    async (message) => {
      const phone = await app.device('ann');
      expect(await phone.send('inbox:resume', message)).toMatchObject({
        ok: false,
        error: { code: 'INVALID_MESSAGE' },
      });
    },
  );
});

describe('an offer on several devices', () => {
  it('goes from the others when one has shown it, and was seen once', async () => {
    const phone = await aPhoneWithOffer();
    const tablet = await app.device('ann');
    await tablet.resume();
    const { seq, deliveryId } = phone.pushes[0]!;
    await phone.feedback({ eventId: 'p1', type: 'impression', ...about(phone) });
    expect(await tablet.retract()).toEqual({ seq, deliveryId, offerId: 'rolls', reason: 'SEEN_ELSEWHERE' });
    const [second] = await tablet.feedback({ eventId: 't1', type: 'impression', deliveryId, at: Date.now() });
    expect(second).toEqual({ eventId: 't1', status: 'duplicate' });
    const { decisionId } = phone.pushes[0]!;
    const { body } = await app.http('get', `/v1/decisions/${decisionId}`).expect(200);
    const lines = (body as { feedback: { type: string }[] }).feedback.filter(({ type }) => type === 'impression');
    expect(lines).toHaveLength(1);
    expect(phone.retracts).toEqual([]);
  });

  it('goes from a device on another engine when it is answered', async () => {
    const phone = await aPhoneWithOffer();
    const tablet = await (await another()).device('ann');
    await tablet.resume();
    await phone.feedback({ eventId: 'yes', type: 'accept', ...about(phone) });
    expect(await tablet.retract()).toMatchObject({ deliveryId: phone.pushes[0]!.deliveryId, reason: 'ANSWERED' });
    expect(phone.retracts).toEqual([]);
  });

  it('goes from all when consent is withdrawn on any engine, and may come again with a new one', async () => {
    const phone = await aPhoneWithOffer();
    const tablet = await (await another()).device('ann');
    await tablet.resume();
    await tablet.withdraw('marketing');
    expect((await phone.retract()).reason).toBe('CONSENT_WITHDRAWN');
    expect((await tablet.retract()).reason).toBe('CONSENT_WITHDRAWN');
    await phone.grant('marketing');
    await phone.report();
    const again = await phone.push(2);
    expect((await (await app.device('ann')).resume()).missed).toEqual([again]);
  });

  it('stays when a consent ends that it does not rest on', async () => {
    const phone = await aPhoneWithOffer();
    await phone.withdraw('marketing', { channel: 'web' });
    expect(await (await app.device('ann')).resume()).toEqual({ missed: [phone.pushes[0]], retracted: [] });
    expect(phone.retracts).toEqual([]);
  });
});

describe('an offer that is shown', () => {
  it('is taken back when the catalog serves it no more', async () => {
    const phone = await aPhoneWithOffer();
    const catalogs = app.nest.get(CatalogService);
    await catalogs.publish(TENANT, await catalogs.add(TENANT, aCatalog(anOfferForAll('voucher'))));
    expect((await phone.retract()).reason).toBe('STOPPED');
    const { missed, retracted } = await (await app.device('ann')).resume();
    expect([missed, retracted.map(({ reason }) => reason)]).toEqual([[], ['STOPPED']]);
  });

  it('gives way to a newer push of the same offer', async () => {
    const phone = await aPhoneWithOffer();
    await phone.report({ at: Date.now() + 1_000 });
    await phone.push(2);
    expect((await (await app.device('ann')).resume()).missed).toEqual([phone.pushes[1]]);
  });

  it('stays while the customer is at its place, however often they report', async () => {
    const phone = await aPhoneWithOffer();
    for (const at of [1, 2, 3]) await phone.report({ ...SQUARE, at: Date.now() + at * 1_000 });
    expect(phone.retracts.filter(({ reason }) => reason === 'LEFT_ZONE')).toEqual([]);
  });

  it('stays when it was answered, wherever the customer goes', async () => {
    const phone = await aPhoneWithOffer();
    await phone.feedback({ eventId: 'yes', type: 'accept', ...about(phone) });
    await phone.report({ ...STATION, at: Date.now() + 60_000 });
    await phone.report({ ...STATION, at: Date.now() + 61_000 });
    expect(phone.retracts).toEqual([]);
  });

  it('is taken back by an erasure, which leaves no inbox', async () => {
    const phone = await aPhoneWithOffer();
    await app.http('delete', '/v1/customers/ann').expect(200);
    expect((await phone.retract()).reason).toBe('ERASED');
    await eventually(async () => (await redis.client.exists('px:{default:ann}:inbox')) === 0);
  });
});

it('an inbox keeps the newest of many', async () => {
  const many = Array.from({ length: 24 }, (_, n) => anOffer(`offer-${n}`, { caps: [{ limit: 1, per: 'day' }] }));
  const busy = await another();
  const catalogs = busy.nest.get(CatalogService);
  await catalogs.publish(TENANT, await catalogs.add(TENANT, aCatalog(...many)));
  const phone = await (await busy.device('ann')).grantAll();
  for (let n = 0; n < many.length; n += 1) {
    await phone.report({ at: Date.now() + n * 100 });
    await phone.push(n + 1);
  }
  const { missed } = await (await busy.device('ann')).resume();
  expect(missed.map(({ seq }) => seq)).toEqual(phone.pushes.slice(-missed.length).map(({ seq }) => seq));
  expect([missed.length >= 8, missed.length <= 16]).toEqual([true, true]);
});
