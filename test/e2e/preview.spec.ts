import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, NOWHERE, SQUARE } from '../support/catalog.js';
import { readEverything } from '../support/redis-contents.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  const catalog = aCatalog(
    anOffer('rolls', { valueMinor: 9_000 }),
    anOfferForAll('voucher', { valueMinor: 1_000 }),
    anOfferForAll('morning', { valueMinor: 2_000, when: { dayparts: ['morning'] } }),
    anOfferForAll('queue', { valueMinor: 20_000, when: { moments: ['queueing'] } }),
    anOfferForAll('club', { valueMinor: 30_000, eligibility: [{ field: 'attributes.member', op: '==', value: true }] }),
  );
  // Decisions are written to segments by somebody else: here every key is watched.
  app = await TestApp.start({ redis, catalog, env: { PROXIMA_ROLE: 'engine' } });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const ORDER = { touchpoint: 'web', placements: ['hero'], limit: 5 };

async function preview(order: object): Promise<DecisionAnswer> {
  return (
    await app
      .http('post', '/v1/decisions/preview')
      .send({ ...ORDER, ...order })
      .expect(200)
  ).body as DecisionAnswer;
}

const offersOf = ({ offers }: DecisionAnswer) => offers.map(({ offerId }) => offerId).sort();

describe('a preview', () => {
  it.each<[string, object, string[]]>([
    ['of somebody made up', {}, ['voucher']],
    ['at another place', { position: SQUARE }, ['rolls', 'voucher']],
    ['far from everything', { position: NOWHERE }, ['voucher']],
    ['at another time', { at: '2026-06-17T06:00:00Z', profile: { timeZone: 'Europe/Berlin' } }, ['morning', 'voucher']],
    ['in another moment', { moment: 'queueing' }, ['queue', 'voucher']],
    ['with another profile', { profile: { attributes: { member: true } } }, ['club', 'voucher']],
    ['without consent to the position', { position: SQUARE, consents: { location: false } }, ['voucher']],
    [
      'without consent to profiling',
      { profile: { attributes: { member: true } }, consents: { profiling: false } },
      ['voucher'],
    ],
    ['without consent to marketing', { consents: { marketing: false } }, []],
  ])('%s', async (_name, order, offers) => {
    const at = Date.UTC(2026, 5, 17, 12);
    const answer = await preview({ at, ...order });
    expect(offersOf(answer)).toEqual(offers);
    const { funnel } = answer.trace as { funnel: { offerId: string }[] };
    expect(funnel.length).toBeGreaterThanOrEqual(4);
    if (offers.length === 0) expect(answer.silence?.code).toBe('CONSENT_MISSING');
  });

  it('is that of the customer as they are, with what is given in place of their own', async () => {
    await (await app.device('mia')).grantAll();
    await app
      .http('put', '/v1/customers/mia/profile')
      .send({ attributes: { member: true } })
      .expect(204);
    expect(offersOf(await preview({ customer: 'mia' }))).toContain('club');
    expect(offersOf(await preview({ customer: 'mia', profile: { attributes: { member: false } } }))).not.toContain(
      'club',
    );
    expect(offersOf(await preview({ customer: 'unheard-of' }))).toEqual([]);
  });

  it('leaves every key as it was, and its deliveries lead to nothing', async () => {
    const device = await app.device('noa');
    await device.grantAll();
    await device.report();
    // What the push's ack leaves behind is noted a moment later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = await readEverything(redis.client);
    for (let n = 0; n < 20; n += 1) await preview({ customer: 'noa', position: SQUARE, seed: n });
    const { offers, decisionId } = await preview({ customer: 'noa', position: SQUARE });
    await app.http('get', `/v1/decisions/${decisionId}`).expect(404);
    const event = { eventId: 'e1', type: 'accept', deliveryId: offers[0]!.deliveryId, at: Date.now() };
    const fed = await app
      .http('post', '/v1/events')
      .send({ customer: 'noa', events: [event] })
      .expect(200);
    expect(fed.body).toMatchObject({ events: [{ status: 'refused', code: 'EVENT_MISMATCH' }] });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await readEverything(redis.client)).toEqual(before);
  });

  it('is refused in words when it asks for what there is not', async () => {
    const refused = async (order: object) =>
      (
        await app
          .http('post', '/v1/decisions/preview')
          .send({ ...ORDER, ...order })
          .expect(400)
      ).body as object;
    expect(await refused({ touchpoint: 'fax' })).toMatchObject({ code: 'UNKNOWN_TOUCHPOINT' });
    expect(await refused({ moment: 'sleeping' })).toMatchObject({ code: 'INVALID_MESSAGE' });
    expect(await refused({ profile: { attributes: { __proto__x: 1 } } })).toMatchObject({ code: 'INVALID_MESSAGE' });
    await app
      .http('post', '/v1/decisions/preview', await tokenFor('device', 'mia'))
      .send(ORDER)
      .expect(403);
  });
});
