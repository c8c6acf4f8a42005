import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis });
});

afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

interface Told {
  outcome: { offers: { offerId: string }[] };
  feedback: { type: string; deliveryId: string }[];
  funnel: { offerId: string; stage: string; reason?: string }[];
}

async function readDecision(id: string): Promise<Told> {
  const answer = await app.http('get', `/v1/decisions/${id}`).expect(200);
  return answer.body as Told;
}

it('leads from a report to a push, its ack, an impression, an accept and a changed profile', async () => {
  const device = await (await app.device('ann')).grantAll();
  const ack = await device.report();
  expect(ack).toMatchObject({ accepted: 1, moment: { name: 'passing' }, outcome: { offerId: 'rolls' } });

  const push = await device.push();
  expect(push).toMatchObject({
    seq: expect.any(Number),
    offerId: 'rolls',
    placement: 'card',
    decisionId: ack.outcome.decisionId,
  });
  const { decisionId, deliveryId } = push;
  await eventually(async () => (await readDecision(decisionId)).feedback.some(({ type }) => type === 'delivered'));

  const seen = { deliveryId, at: Date.now() };
  expect(
    await device.feedback(
      { eventId: 'seen-1', type: 'impression', ...seen },
      { eventId: 'yes-1', type: 'accept', ...seen },
    ),
  ).toEqual([
    { eventId: 'seen-1', status: 'recorded' },
    { eventId: 'yes-1', status: 'recorded' },
  ]);
  const profile = await app.http('get', '/v1/customers/ann/profile').expect(200);
  expect(profile.body).toMatchObject({
    affinity: { bakery: expect.closeTo(0.5, 2) },
    offers: { rolls: { impressions: 1, accepts: 1, dismissals: 0 } },
  });

  const told = await readDecision(decisionId);
  expect(told.feedback.map(({ type }) => type)).toEqual(['delivered', 'impression', 'accept']);
  expect(told.outcome.offers).toMatchObject([{ offerId: 'rolls' }]);
  expect(told.funnel[0]).toMatchObject({ offerId: 'rolls', stage: 'granted' });
  expect(told.funnel.map(({ offerId, reason }) => `${offerId} ${reason}`).sort()).toEqual([
    'cake OUTRANKED',
    'flowers OUTSIDE_ZONE',
    'rolls undefined',
    'voucher OUTRANKED',
  ]);
});
