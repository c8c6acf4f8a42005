import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, NOWHERE, SQUARE, STATION } from '../support/catalog.js';
import { aFix } from '../support/device.js';
import { TestRedis } from '../support/redis.js';

const MINUTE_MS = 60_000;

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({
    redis,
    catalog: aCatalog(anOffer('rolls')),
    policy: ({ contact }) => (contact.caps = []),
  });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

describe('the time of a live message', () => {
  const events: [string, (at: unknown) => object][] = [
    ['position:report', (at) => aFix({ at })],
    ['context:report', (at) => ({ at, values: { weather: 'sunny' } })],
  ];
  it.each(events)('%s: must lie near the clock of the server', async (event, payload) => {
    const device = await (await app.device('timely')).grantAll();
    for (const minutes of [-16, 3, -60 * 24 * 365]) {
      const ack = await device.send(event, payload(Date.now() + minutes * MINUTE_MS));
      expect(ack).toMatchObject({ ok: false, error: { code: 'TIMESTAMP_OUT_OF_WINDOW', issues: [{ path: 'at' }] } });
    }
    for (const minutes of [-14, 0, 1]) {
      expect(await device.send(event, payload(Date.now() + minutes * MINUTE_MS))).toMatchObject({ ok: true });
    }
    expect(await device.send(event, payload(new Date().toISOString()))).toMatchObject({ ok: true });
    expect(await device.send(event, payload('2026-05-04T10:00:00'))).toMatchObject({ ok: false });
  });

  it('POST /v1/decisions: refused as problem+json', async () => {
    const position = { ...SQUARE, at: Date.now() - 16 * MINUTE_MS };
    const order = { customer: 'timely', touchpoint: 'web', placements: ['hero'], position };
    const answer = await app.http('post', '/v1/decisions').send(order).expect(400);
    expect(answer.body).toMatchObject({ code: 'TIMESTAMP_OUT_OF_WINDOW', issues: [{ path: 'at' }] });
  });
});

describe('fixes', () => {
  it('gathered without a network are read in the order of their times', async () => {
    const device = await (await app.device('gatherer')).grantAll();
    const fixes = [0, 40, 20].map((seconds) => aFix({ ...NOWHERE, at: Date.now() - seconds * 1000 }));
    expect(await device.ask('position:report', { fixes })).toMatchObject({ accepted: 3 });
    const many = { fixes: Array.from({ length: 101 }, () => aFix()) };
    expect(await device.send('position:report', many)).toMatchObject({ ok: false, error: { code: 'INVALID_MESSAGE' } });
  });

  it.each([
    ['made up', 'FIX_MOCK', { mock: true }],
    ['too inexact', 'FIX_POOR', { accuracyMetres: 501 }],
    ['older than the last', 'FIX_LATE', { at: Date.now() - 5 * MINUTE_MS }],
    ['out of reach', 'FIX_IMPOSSIBLE', { ...NOWHERE }],
  ])('%s: not used', async (_name, silence, changes) => {
    const device = await (await app.device(`fix-${silence}`)).grantAll();
    await device.report({ at: Date.now() - 2_000 });
    expect(await device.report(changes)).toMatchObject({ accepted: 0, outcome: { silence } });
  });
});

it('a report that can change nothing is counted under the last reason, not decided again', async () => {
  const device = await (await app.device('standing')).grantAll();
  const decided = await device.report({ ...STATION, at: Date.now() - 20_000 });
  expect(decided.outcome).toEqual({ decisionId: expect.any(String), silence: 'OUTSIDE_ZONE' });
  const counted = await device.report({ ...STATION, at: Date.now() - 10_000 });
  expect(counted.outcome).toEqual({ silence: 'OUTSIDE_ZONE' });
  await device.grant('profiling');
  const again = await device.report({ ...STATION });
  expect(again.outcome).toEqual({ decisionId: expect.any(String), silence: 'OUTSIDE_ZONE' });
});

it('a flood is not queued for ever: the oldest waiting reports give way', async () => {
  const device = await (await app.device('flooder')).grantAll();
  const other = await (await app.device('neighbour')).grantAll();
  const flood = Array.from({ length: 100 }, () => device.report());
  const beside = other.report();
  const acks = await Promise.all(flood);
  const coalesced = acks.filter(({ nextReport }) => nextReport.why === 'COALESCED');
  expect(coalesced.length).toBeGreaterThan(50);
  expect(coalesced[0]).toEqual({
    accepted: 0,
    nextReport: { afterMs: 5_000, minMetres: 25, why: 'COALESCED' },
    outcome: { silence: 'COALESCED' },
  });
  expect(acks.at(-1)).toMatchObject({ accepted: 1 });
  expect(await beside).toMatchObject({ accepted: 1 });
});
