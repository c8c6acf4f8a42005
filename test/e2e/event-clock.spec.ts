import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, SQUARE } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

/** A Monday, summer time in Berlin. */
const at = (time: string) => Date.parse(`2024-05-06T${time}:00+02:00`);

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  const coffee = anOffer('coffee', { when: { dayparts: ['morning'], weekdays: ['mon'] } });
  app = await TestApp.start({
    redis,
    catalog: aCatalog(coffee, anOffer('wine', { when: { dayparts: ['evening', 'night'] } })),
    policy: ({ contact }) => {
      contact.caps = [{ limit: 2, per: 'day' }];
      contact.spacingMinutes = 15;
      contact.quietHours = { from: '21:30', to: '07:00' };
    },
    env: { PROXIMA_CLOCK: 'events' },
  });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

/** Silence may be told again for two minutes (the gate), so the steps are wider than that. */
it('an old trace is decided by its own time: dayparts, spacing, caps, quiet hours', async () => {
  const device = await (await app.device('tracer')).grantAll();
  const outcomes: string[] = [];
  for (const time of ['06:55', '07:00', '07:14', '07:16', '08:00', '12:00', '21:25', '21:30']) {
    const { outcome } = await device.report({ at: at(time) });
    outcomes.push(`${time} ${outcome.offerId ?? outcome.silence}`);
  }
  expect(outcomes).toEqual([
    '06:55 QUIET_HOURS',
    '07:00 coffee',
    '07:14 SPACING',
    '07:16 coffee',
    '08:00 CAP_REACHED',
    '12:00 OTHER_DAYPART',
    '21:25 CAP_REACHED',
    '21:30 QUIET_HOURS',
  ]);
  const nextMorning = at('08:00') + 86_400_000;
  expect(await device.report({ at: nextMorning })).toMatchObject({ outcome: { silence: 'OTHER_DAYPART' } });
  expect(await device.report({ at: nextMorning + 12 * 3_600_000 })).toMatchObject({ outcome: { offerId: 'wine' } });
});

it('a message without a time of its own happens at the newest one seen, in records and expiry alike', async () => {
  const device = await (await app.device('askers')).grantAll();
  await device.report({ at: at('07:30') + 7 * 86_400_000 });
  const push = await device.push();
  expect(push.expiresAt).toBe(new Date(at('07:30') + 8 * 86_400_000).toISOString());
  const order = { customer: 'askers', touchpoint: 'web', placements: ['hero'], position: SQUARE };
  const decided = await app.http('post', '/v1/decisions').send(order).expect(200);
  expect(decided.body).toMatchObject({ offers: [{ offerId: 'coffee' }] });
  const { decisionId } = decided.body as { decisionId: string };
  const told = await app.http('get', `/v1/decisions/${decisionId}`).expect(200);
  expect(told.body).toMatchObject({ at: new Date(at('07:30') + 7 * 86_400_000).toISOString() });
});

it('feedback of that time is recorded, and fades by that time', async () => {
  const device = await (await app.device('visitor')).grantAll();
  const visit = { eventId: 'v', type: 'visit', category: 'bar', at: at('09:00') };
  expect(await device.feedback(visit, visit)).toMatchObject([{ status: 'recorded' }, { status: 'duplicate' }]);
});
