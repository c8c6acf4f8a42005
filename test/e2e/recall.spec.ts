import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { DeliveryService } from '../../src/delivery/delivery.service.js';
import { DecisionRepository } from '../../src/state/decision.repository.js';
import { InboxRepository } from '../../src/state/inbox.repository.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, STATION } from '../support/catalog.js';
import type { Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';

const TENANT = 'default' as TenantId;

let redis: TestRedis;
let app: TestApp;
let other: TestApp;

beforeEach(async () => {
  redis = await TestRedis.start();
  app = await start();
  other = await start();
});
afterEach(async () => {
  await Promise.all([app?.stop(), other?.stop()]);
  await redis.stop();
});

function start(): Promise<TestApp> {
  return TestApp.start({
    redis,
    catalog: aCatalog(anOffer('rolls')),
    policy: ({ contact }) => {
      contact.caps = [];
      contact.spacingMinutes = 0;
    },
  });
}

/** A phone that shows a newer push of the same offer than a tablet on another engine does. */
async function aPhoneAheadOfATablet(): Promise<{ phone: Device; tablet: Device }> {
  const phone = await (await app.device('ann')).grantAll();
  await phone.report();
  await phone.push();
  const tablet = await other.device('ann');
  await tablet.resume();
  await phone.report({ at: Date.now() + 1_000 });
  await phone.push(2);
  return { phone, tablet };
}

describe('an earlier push of an offer on another device', () => {
  it('goes with the newer one when consent is withdrawn', async () => {
    const { phone, tablet } = await aPhoneAheadOfATablet();
    await phone.withdraw('marketing');
    const { seq, deliveryId } = phone.pushes[0]!;
    expect(await tablet.retract()).toEqual({ seq, deliveryId, offerId: 'rolls', reason: 'CONSENT_WITHDRAWN' });
  });

  it('goes when the newer one is answered', async () => {
    const { phone, tablet } = await aPhoneAheadOfATablet();
    const { deliveryId } = phone.pushes[1]!;
    await phone.feedback({ eventId: 'no', type: 'dismiss', reason: 'not-interested', deliveryId, at: Date.now() });
    expect(await tablet.retract()).toMatchObject({ deliveryId: phone.pushes[0]!.deliveryId, reason: 'ANSWERED' });
  });

  it('goes when the offer is stopped', async () => {
    const { phone, tablet } = await aPhoneAheadOfATablet();
    await publishWithoutRolls();
    expect((await phone.retract()).deliveryId).toBe(phone.pushes[1]!.deliveryId);
    expect((await tablet.retract()).deliveryId).toBe(phone.pushes[0]!.deliveryId);
  });
});

describe('an answer to an earlier push', () => {
  it('takes the newer one from the other devices, if it was given after that had come', async () => {
    const { phone, tablet } = await aPhoneAheadOfATablet();
    const { deliveryId } = phone.pushes[0]!;
    const no = { type: 'dismiss', reason: 'not-interested', deliveryId };
    await tablet.feedback({ eventId: 'late', ...no, at: Date.now() - 60_000 });
    await tablet.feedback({ eventId: 'now', ...no, at: Date.now() + 2_000 });
    expect(await phone.retract()).toMatchObject({ deliveryId: phone.pushes[1]!.deliveryId, reason: 'ANSWERED' });
    expect(phone.retracts).toHaveLength(1);
  });
});

it('an offer that the customer walks away from goes from all devices, whichever push of it they show', async () => {
  const { phone, tablet } = await aPhoneAheadOfATablet();
  await tablet.report({ ...STATION, at: Date.now() + 60_000 });
  expect((await tablet.retract()).deliveryId).toBe(phone.pushes[0]!.deliveryId);
  expect(await phone.retract()).toMatchObject({ deliveryId: phone.pushes[1]!.deliveryId, reason: 'LEFT_ZONE' });
});

it('a device that was away while its customer was erased is told that all it shows is gone', async () => {
  const phone = await (await app.device('ann')).grantAll();
  await phone.report();
  const { seq } = await phone.push();
  phone.close();
  await app.http('delete', '/v1/customers/ann').expect(200);
  const back = await app.device('ann');
  expect(await back.resume(seq)).toEqual({ missed: [], retracted: [], restarted: true });
  expect(await back.resume(0)).toEqual({ missed: [], retracted: [] });
});

it('what was decided before a withdrawal, and is still under way when it is known, does not leave', async () => {
  const phone = await (await app.device('ann')).grantAll();
  const tablet = await other.device('ann');
  afterNextCommit(other.nest.get(DecisionRepository), () => withdrawAsHeardBy(other, phone));
  const { outcome } = await tablet.report();
  expect(outcome.deliveryId).toBeDefined();
  await phone.grantAll();
  await tablet.report({ at: Date.now() + 1_000 });
  // The first to come is the one that was decided after there was consent again.
  const { decisionId, deliveryId } = await tablet.push();
  expect(deliveryId).not.toBe(outcome.deliveryId);
  expect(tablet.pushes.map((push) => push.decisionId)).toEqual([decisionId]);
});

describe('what was decided before a stop, and is still under way when it is in force', () => {
  const stop = () => app.http('post', '/v1/catalog/stops').send({ offer: 'rolls' }).expect(200);

  it.each<[string, () => Promise<unknown>]>([
    ['by the kill switch', stop],
    ['by another version without it', publishWithoutRolls],
  ])('%s, does not leave, and waits for no device', async (_name, end) => {
    const phone = await (await app.device('ann')).grantAll();
    afterNextCommit(app.nest.get(DecisionRepository), end);
    const { outcome } = await phone.report();
    expect(outcome.deliveryId).toBeDefined();
    // Acks and pushes of a socket come in their order: what had left would be here.
    expect((await phone.resume()).missed).toEqual([]);
    expect(phone.pushes).toEqual([]);
    await eventually(async () => (await redis.client.hget('px:{default:ann}:inbox', 'rolls'))?.includes('STOPPED'));
  });
});

describe('a device that comes back', () => {
  it('is not given what is recalled while it asks', async () => {
    const phone = await (await app.device('ann')).grantAll();
    await phone.report();
    await phone.push();
    const tablet = await other.device('ann');
    afterNextRead(other.nest.get(InboxRepository), () => withdrawAsHeardBy(other, phone));
    const { missed } = await tablet.resume();
    expect(missed).toEqual([]);
  });

  it('and goes again at once leaves nothing behind', async () => {
    const phone = await (await app.device('ann')).grantAll();
    await phone.report();
    await phone.push();
    const tablet = await other.device('ann');
    const delivery = other.nest.get(DeliveryService);
    afterNextRead(other.nest.get(InboxRepository), async () => {
      tablet.close();
      await eventually(() => connectionsTo(other).then((count) => count === 0));
    });
    const resumed = delivery.resumed.bind(delivery);
    const isResumed = new Promise<void>((resolve) => {
      delivery.resumed = (...given) => (resumed(...given), resolve());
    });
    tablet.socket.emit('inbox:resume', { afterSeq: 0 });
    await isResumed;
    expect([...delivery.shownBy(TENANT)]).toEqual([]);
  });
});

function connectionsTo(engine: TestApp): Promise<number> {
  const server = engine.nest.getHttpServer() as Server;
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}

/** Withdraws; comes back when the news of it is with another engine too, which may be after the ack. */
async function withdrawAsHeardBy(engine: TestApp, phone: Device): Promise<void> {
  const delivery = engine.nest.get(DeliveryService);
  const retractAll = delivery.retractAll.bind(delivery);
  const isHeard = new Promise<void>((resolve) => {
    delivery.retractAll = (...given) => (retractAll(...given), resolve());
  });
  await phone.withdraw('marketing');
  await isHeard;
}

/** Lets something happen between a commit and what is done with its answer, as when that is long under way. */
function afterNextCommit(decisions: DecisionRepository, happens: () => Promise<unknown>): void {
  const commit = decisions.commit.bind(decisions);
  decisions.commit = async (order) => {
    decisions.commit = commit;
    const committed = await commit(order);
    await happens();
    return committed;
  };
}

/** Lets something happen between a reading of the inbox and what is done with it. */
function afterNextRead(inbox: InboxRepository, happens: () => Promise<unknown>): void {
  const read = inbox.read.bind(inbox);
  inbox.read = async (owner) => {
    inbox.read = read;
    const entries = await read(owner);
    await happens();
    return entries;
  };
}

describe('after Redis has lost what it had', () => {
  it('a stopped offer goes from the screens all the same', async () => {
    const phone = await (await app.device('ann')).grantAll();
    await phone.report();
    await phone.push();
    await redis.client.del('px:{default:ann}:inbox', 'px:{default:ann}:seq');
    await publishWithoutRolls();
    expect((await phone.retract()).reason).toBe('STOPPED');
  });

  it('a withdrawal takes from all screens what rests on it', async () => {
    const phone = await (await app.device('ann')).grantAll();
    await phone.report();
    await phone.push();
    const tablet = await other.device('ann');
    await tablet.resume();
    await redis.client.del('px:{default:ann}:inbox', 'px:{default:ann}:seq');
    await phone.withdraw('marketing');
    expect((await phone.retract()).reason).toBe('CONSENT_WITHDRAWN');
    expect((await tablet.retract()).reason).toBe('CONSENT_WITHDRAWN');
  });

  it('a device that was away misses nothing of the stream that begins anew', async () => {
    const phone = await (await app.device('ann')).grantAll();
    await phone.report();
    const before = await phone.push();
    await redis.client.flushall();
    await phone.grantAll();
    await phone.report({ at: Date.now() + 1_000 });
    const after = await phone.push(2);
    expect(after.seq).toBeGreaterThan(before.seq);
    expect((await (await app.device('ann')).resume(before.seq)).missed).toEqual([after]);
  });
});

async function publishWithoutRolls(): Promise<void> {
  const catalogs = app.nest.get(CatalogService);
  await catalogs.publish(TENANT, await catalogs.add(TENANT, aCatalog(anOfferForAll('voucher'))));
}
