import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cellToLatLng, getResolution, latLngToCell } from 'h3-js';
import type { ConsentEntry } from '../../src/contract/consent.js';
import type { CustomerId, Owner, TenantId } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, SQUARE, TOWN } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  const where = { area: { circle: { ...SQUARE, radiusMetres: 6_000 } } };
  const district = anOffer('district', { where, valueMinor: 3_000 });
  app = await TestApp.start({ redis, catalog: aCatalog(...TOWN.offers, district) });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const ownerOf = (customer: string): Owner => ({ tenant: 'default' as TenantId, customer: customer as CustomerId });

it('without any entry nothing is accepted, pushed or kept', async () => {
  const device = await app.device('nobody');
  expect(await device.report()).toMatchObject({
    accepted: 0,
    nextReport: { why: 'CONSENT_MISSING' },
    outcome: { silence: 'CONSENT_MISSING' },
  });
  expect(await redis.client.keys('px:{default:nobody}*')).toEqual([]);
});

it('location alone keeps a trail and pushes nothing', async () => {
  const device = await app.device('location-only');
  await device.grant('location');
  expect(await device.report()).toMatchObject({ accepted: 1, outcome: { silence: 'CONSENT_MISSING' } });
  expect(await redis.client.exists(keys.trail(ownerOf('location-only')))).toBe(1);
});

it('marketing and location without profiling: pushed, with no profile known to the decision', async () => {
  const device = await app.device('no-profile');
  await app
    .http('put', '/v1/customers/no-profile/profile')
    .send({ affinities: { bakery: 0.9 } })
    .expect(204);
  await device.grant('location');
  await device.grant('marketing');
  const { outcome } = await device.report();
  const told = await app.http('get', `/v1/decisions/${outcome.decisionId}`).expect(200);
  expect(told.body).toMatchObject({ snapshot: { profile: { affinity: {} } } });
});

it('withdrawal of location holds with its ack: accepted 0, the trail gone, nothing pushed', async () => {
  const device = await (await app.device('leaver')).grantAll();
  await device.report();
  await device.push();
  expect(await redis.client.exists(keys.trail(ownerOf('leaver')))).toBe(1);
  await device.withdraw('location');
  expect(await redis.client.exists(keys.trail(ownerOf('leaver')))).toBe(0);
  expect(await device.report()).toMatchObject({ accepted: 0, outcome: { silence: 'CONSENT_MISSING' } });
  expect(await redis.client.exists(keys.trail(ownerOf('leaver')))).toBe(0);
  expect(device.pushes).toHaveLength(1);
});

it('a withdrawal amid a flood of reports ends it: no trail is left behind by a late write', async () => {
  const device = await (await app.device('amid')).grantAll();
  const reports = Array.from({ length: 8 }, () => device.report());
  const withdrawn = device.withdraw('location');
  const late = Array.from({ length: 8 }, () => device.report());
  await Promise.all([...reports, withdrawn, ...late]);
  expect(await redis.client.exists(keys.trail(ownerOf('amid')))).toBe(0);
});

it('withdrawal of marketing over push silences pushes, and leaves the app alone', async () => {
  const device = await (await app.device('no-push')).grantAll();
  await device.withdraw('marketing', { channel: 'push' });
  expect(await device.report()).toMatchObject({ accepted: 1, outcome: { silence: 'CONSENT_MISSING' } });
  expect((await device.request()).offers).toMatchObject([{ offerId: 'rolls' }]);
  expect(device.pushes).toEqual([]);
});

it('coarse location reaches offers of wide areas, and nothing kept is finer than the blurred cell', async () => {
  const device = await app.device('coarse');
  await device.grant('marketing');
  await device.grant('location', { dataClass: 'coarse' });
  const { outcome, accepted } = await device.report();
  expect({ accepted, offerId: outcome.offerId }).toEqual({ accepted: 1, offerId: 'district' });
  const told = await app.http('get', `/v1/decisions/${outcome.decisionId}`).expect(200);
  const [lat, lng] = cellToLatLng(latLngToCell(SQUARE.lat, SQUARE.lng, 7));
  expect(told.body).toMatchObject({ snapshot: { situation: { cell: latLngToCell(lat, lng, 9) } } });
  const trail = JSON.parse((await redis.client.get(keys.trail(ownerOf('coarse'))))!) as { p: [string][] };
  expect(trail.p.map(([cell]) => cell)).toEqual([latLngToCell(lat, lng, 12)]);
});

it('coarse location makes no good fix of a poor one', async () => {
  const device = await app.device('coarse-and-poor');
  await device.grant('marketing');
  await device.grant('location', { dataClass: 'coarse' });
  expect(await device.report({ accuracyMetres: 5_000 })).toMatchObject({
    accepted: 0,
    outcome: { silence: 'FIX_POOR' },
  });
});

it('over HTTP: an entry is put into force and read back', async () => {
  const entry = { purpose: 'marketing', channel: 'call', status: 'granted', textVersion: 'call-1' };
  const set = await app.http('post', '/v1/customers/phoned/consents').send(entry).expect(201);
  expect(set.body).toEqual({ ...entry, at: expect.stringMatching(/^\d{4}-.*Z$/) });
  const read = await app.http('get', '/v1/customers/phoned/consents').expect(200);
  expect(read.body).toEqual({ consents: [set.body as ConsentEntry] });
  const decision = { customer: 'phoned', placements: ['agent'] };
  const granted = await app.http('post', '/v1/decisions').send({ ...decision, touchpoint: 'call-centre' });
  expect(granted.body).toMatchObject({ offers: [{ offerId: 'voucher' }] });
  const other = await app
    .http('post', '/v1/decisions')
    .send({ customer: 'phoned', placements: ['card'], touchpoint: 'web' });
  expect(other.body).toMatchObject({ offers: [], silence: { code: 'CONSENT_MISSING' } });
});

it.each([
  [{ purpose: 'location', channel: 'push' }, 'channel'],
  // The name of the touchpoint, not of its channel: an ack would promise what no decision looks at.
  [{ purpose: 'marketing', status: 'withdrawn', channel: 'app-push' }, 'channel'],
  [{ purpose: 'marketing', dataClass: 'coarse' }, 'dataClass'],
  [{ purpose: 'everything' }, 'purpose'],
  [{ purpose: 'location', status: 'maybe' }, 'status'],
  [{ purpose: 'location', textVersion: undefined }, 'textVersion'],
])('refuses %j', async (changes, path) => {
  const entry = { status: 'granted', textVersion: '1', ...changes };
  const answer = await app.http('post', '/v1/customers/odd/consents').send(entry).expect(400);
  expect(answer.body).toMatchObject({ code: 'INVALID_MESSAGE', issues: [{ path }] });
});

it('keeps no cell finer than the trail may have', async () => {
  const device = await (await app.device('cells')).grantAll();
  await device.report();
  const trail = JSON.parse((await redis.client.get(keys.trail(ownerOf('cells'))))!) as { p: [string][] };
  expect(trail.p.map(([cell]) => getResolution(cell))).toEqual([12]);
});

it('an entry for a channel that does not exist is refused on the socket too, and tells which there are', async () => {
  const device = await app.device('mistaken');
  const entry = { purpose: 'marketing', status: 'withdrawn', channel: 'app-push', textVersion: '1' };
  expect(await device.send('consent:set', entry)).toMatchObject({
    ok: false,
    error: { code: 'INVALID_MESSAGE', issues: [{ path: 'channel', message: expect.stringContaining('push') }] },
  });
});
