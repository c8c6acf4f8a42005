import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { anOffer, aCatalog, SQUARE, STATION } from '../support/catalog.js';
import type { Device } from '../support/device.js';
import { TestRedis } from '../support/redis.js';

const HOUR_MS = 3_600_000;
const AFFAR = { lat: STATION.lat + 0.03, lng: STATION.lng };

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  const areas = [SQUARE, AFFAR].map((centre, i) => ({
    id: `area-${i}`,
    name: `Area ${i}`,
    area: { circle: { ...centre, radiusMetres: 100 } },
  }));
  const where = { zones: ['area-0', 'area-1'] };
  const catalog = {
    ...aCatalog(anOffer('rolls', { where, valueMinor: 9_000 }), anOffer('cake', { where })),
    zones: areas,
  };
  app = await TestApp.start({ redis, catalog, policy: ({ contact }) => (contact.caps = []) });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

/** A customer who was pushed the rolls on the square, four minutes ago. */
async function pushed(customer: string): Promise<{ device: Device; deliveryId: string; decisionId: string }> {
  const device = await (await app.device(customer)).grantAll();
  await device.report({ at: Date.now() - 240_000 });
  return { device, ...(await device.push()) };
}

async function readProfile(customer: string): Promise<Record<string, Record<string, unknown>>> {
  const answer = await app.http('get', `/v1/customers/${customer}/profile`).expect(200);
  return answer.body as Record<string, Record<string, unknown>>;
}

it('counts an event once, were it sent ten times at once over both ways', async () => {
  const { device, deliveryId } = await pushed('ten-times');
  const event = { eventId: 'click-1', type: 'accept', deliveryId, at: Date.now() };
  const bySocket = Array.from({ length: 5 }, async () => (await device.feedback(event))[0]!.status);
  const byHttp = Array.from({ length: 5 }, async () => {
    const answer = await app
      .http('post', '/v1/events')
      .send({ customer: 'ten-times', events: [event] })
      .expect(200);
    return (answer.body as { events: { status: string }[] }).events[0]!.status;
  });
  const statuses = await Promise.all([...bySocket, ...byHttp]);
  expect(statuses.sort()).toEqual([...Array.from({ length: 9 }, () => 'duplicate'), 'recorded']);
  expect(await readProfile('ten-times')).toMatchObject({ offers: { rolls: { accepts: 1 } } });
});

it('refuses an event about a delivery of somebody else, of another offer, or of nobody', async () => {
  const { deliveryId, device: owner } = await pushed('owner');
  const stranger = await (await app.device('stranger')).grantAll();
  const about = { type: 'accept', at: Date.now() };
  expect(
    await stranger.feedback(
      { ...about, eventId: 'e1', deliveryId },
      { ...about, eventId: 'e2', deliveryId: 'no-such:card' },
      { ...about, eventId: 'e3', deliveryId: 'no colon' },
    ),
  ).toMatchObject([
    { eventId: 'e1', status: 'refused', code: 'EVENT_MISMATCH' },
    { eventId: 'e2', status: 'refused', code: 'EVENT_MISMATCH' },
    { eventId: 'e3', status: 'refused', code: 'INVALID_MESSAGE' },
  ]);
  expect(
    await owner.feedback(
      { ...about, eventId: 'e1', deliveryId, offerId: 'cake' },
      { ...about, eventId: 'e2', deliveryId: deliveryId.replace(':card', ':banner') },
      { ...about, eventId: 'e3', deliveryId: `${deliveryId}.2` },
    ),
  ).toMatchObject(Array.from({ length: 3 }, () => ({ status: 'refused', code: 'EVENT_MISMATCH' })));
  await app.http('get', '/v1/customers/owner/profile').expect(404);
});

it('one bad event refuses only itself', async () => {
  const { device, deliveryId } = await pushed('mixed');
  const at = Date.now();
  const results = await device.feedback(
    { eventId: 'good-1', type: 'impression', deliveryId, at },
    { eventId: 'bad-1', type: 'applause', at },
    null,
    { eventId: 'bad-2', type: 'accept', deliveryId, at, extra: 1 },
    { eventId: 'bad-3', type: 'accept', at },
    { eventId: 'bad-4', type: 'visit', category: 'bakery', at: at + 10 * 60_000 },
    { eventId: 'bad-5', type: 'visit', category: 'bakery', at: at - 8 * 24 * HOUR_MS },
    { eventId: 'good-2', type: 'visit', category: 'bar', at },
    { eventId: 'good-3', type: 'rating', stars: 5, at },
    { eventId: 'good-4', type: 'purchase', category: 'bar', valueMinor: 250, currency: 'EUR', at },
  );
  expect(results.map(({ eventId, status, code }) => [eventId, status, code].join(' ').trim())).toEqual([
    'good-1 recorded',
    'bad-1 refused INVALID_MESSAGE',
    'refused INVALID_MESSAGE',
    'bad-2 refused INVALID_MESSAGE',
    'bad-3 refused INVALID_MESSAGE',
    'bad-4 refused TIMESTAMP_OUT_OF_WINDOW',
    'bad-5 refused TIMESTAMP_OUT_OF_WINDOW',
    'good-2 recorded',
    'good-3 recorded',
    'good-4 recorded',
  ]);
  expect(await readProfile('mixed')).toMatchObject({
    visitsPerMonth: { bar: expect.closeTo(0.47, 1) },
    purchasesPerMonth: { bar: expect.closeTo(0.47, 1) },
    affinity: { bar: 0.6 },
  });
});

it('not-interested rests the offer everywhere, and only it', async () => {
  const { device, deliveryId } = await pushed('not-interested');
  await device.feedback({ eventId: 'no', type: 'dismiss', reason: 'not-interested', deliveryId, at: Date.now() });
  expect(await device.report()).toMatchObject({ outcome: { offerId: 'cake' } });
  expect((await readProfile('not-interested')).rests).toEqual({ rolls: expect.any(Number) });
});

it('not-here rests the offer around that place only', async () => {
  const { device, deliveryId } = await pushed('not-here');
  await device.feedback({ eventId: 'no', type: 'dismiss', reason: 'not-here', deliveryId, at: Date.now() });
  expect(await device.report({ at: Date.now() - 120_000 })).toMatchObject({ outcome: { offerId: 'cake' } });
  expect(await device.report({ ...AFFAR })).toMatchObject({ outcome: { offerId: 'rolls' } });
});

it('not-now rests everything that we would push, and nothing that the customer asks for', async () => {
  const { device, deliveryId } = await pushed('not-now');
  await device.feedback({ eventId: 'no', type: 'dismiss', reason: 'not-now', deliveryId, at: Date.now() });
  expect(await device.report()).toMatchObject({ outcome: { silence: 'RESTING' } });
  const asked = { customer: 'not-now', touchpoint: 'app-screen', placements: ['card'], position: { ...SQUARE } };
  const answer = await app.http('post', '/v1/decisions').send(asked).expect(200);
  expect(answer.body).toMatchObject({ offers: [{ offerId: 'rolls' }] });
});

it('without consent to profiling a no is kept, and nothing else', async () => {
  const { device, deliveryId } = await pushed('no-profile');
  await device.withdraw('profiling');
  const about = { deliveryId, at: Date.now() };
  await device.feedback(
    { eventId: 'e1', type: 'accept', ...about },
    { eventId: 'e2', type: 'dismiss', reason: 'not-interested', ...about },
  );
  expect(await readProfile('no-profile')).toMatchObject({
    offers: {},
    affinity: {},
    rests: { rolls: expect.any(Number) },
  });
});
