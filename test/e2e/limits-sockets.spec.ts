import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/contract/errors.js';
import { LANES } from '../../src/platform/limits/lanes.js';
import { TestApp } from '../support/app.js';
import { aFix, type Device } from '../support/device.js';
import { findSocketEvents } from '../support/gateways.js';
import { TestRedis } from '../support/redis.js';

/** Next to nothing comes back while a test runs, so that none depends on how fast it runs. */
const rate = (burst: number) => ({ perSecond: 0.001, burst });
const WIDE = { perSecond: 1000, burst: 1000 };
const each = (socket: number, customer: number) =>
  Object.fromEntries(LANES.map((lane) => [lane, { socket: rate(socket), customer: rate(customer) }]));

const PAYLOADS: Record<string, () => object> = {
  'position:report': () => aFix(),
  'context:report': () => ({ at: Date.now(), values: { weather: 'sunny' } }),
  'offer:request': () => ({ touchpoint: 'app-screen', placements: ['card'] }),
  'feedback:report': () => ({ events: [{ eventId: 'e', type: 'visit', category: 'bar', at: Date.now() }] }),
  'consent:set': () => ({ purpose: 'marketing', status: 'granted', textVersion: '1' }),
  'inbox:resume': () => ({ afterSeq: 0 }),
};
const LIMITED = {
  ok: false,
  error: { code: 'RATE_LIMITED', message: expect.any(String), issues: [], retryAfterMs: expect.any(Number) },
};

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, limits: { messages: each(3, 5), refusals: WIDE } });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function send(device: Device, event: string, times: number): Promise<string[]> {
  const answers: string[] = [];
  for (let n = 0; n < times; n++) {
    const ack = await device.send(event, PAYLOADS[event]?.() ?? {});
    answers.push(ack.ok ? 'ok' : ack.error.code);
  }
  return answers;
}

it('every socket event has a lane of its own', () => {
  for (const { event } of findSocketEvents(app.nest)) expect(LANES).toContain(event);
});

describe.each(Object.keys(PAYLOADS))('%s', (event) => {
  it('beyond the bucket of the socket is refused with the wait, and nothing else is', async () => {
    const device = await app.device(`socket-${event}`);
    expect(await send(device, event, 4)).toEqual(['ok', 'ok', 'ok', 'RATE_LIMITED']);
    const ack = await device.send(event, PAYLOADS[event]!());
    expect(ack).toEqual(LIMITED);
    expect((ack as { error: Failure }).error.retryAfterMs).toBeGreaterThan(0);
    for (const other of Object.keys(PAYLOADS)) {
      if (other !== event) expect([other, await send(device, other, 1)]).toEqual([other, ['ok']]);
    }
  });

  it('beyond the bucket of the customer is refused on a new socket too, and for nobody else', async () => {
    const first = await app.device(`customer-${event}`);
    expect(await send(first, event, 3)).toEqual(['ok', 'ok', 'ok']);
    first.close();
    const second = await app.device(`customer-${event}`);
    expect(await send(second, event, 3)).toEqual(['ok', 'ok', 'RATE_LIMITED']);
    expect(await send(await app.device(`neighbour-${event}`), event, 1)).toEqual(['ok']);
    expect(await send(await app.device(`customer-${event}`, 'other-tenant'), event, 1)).toEqual(['ok']);
  });
});

it('a withdrawal gets through whatever else was sent', async () => {
  const device = await app.device('leaver');
  for (const event of Object.keys(PAYLOADS)) expect(await send(device, event, 4)).toContain('RATE_LIMITED');
  expect(await device.withdraw('marketing')).toMatchObject({ status: 'withdrawn' });
});

it('a batch costs what is in it', async () => {
  const device = await app.device('gatherer');
  const events = Array.from({ length: 3 }, (_, n) => ({ ...PAYLOADS['feedback:report']!(), eventId: `e${n}` }));
  expect(await device.send('feedback:report', { events })).toMatchObject({ ok: true });
  expect(await device.send('feedback:report', { events: [{}] })).toEqual(LIMITED);
  const fixes = Array.from({ length: 30 }, (_, n) => aFix({ at: Date.now() - n * 1000 }));
  expect(await device.send('position:report', { fixes })).toMatchObject({ ok: true });
  expect(await device.send('position:report', aFix())).toEqual(LIMITED);
});

it('events that do not exist have a bucket too', async () => {
  const device = await app.device('guesser');
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => send(device, name, 1)));
  expect(answers.flat()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'RATE_LIMITED']);
});

it('what is too much is refused before it is read', async () => {
  const device = await app.device('babbler');
  await send(device, 'position:report', 3);
  expect(await device.send('position:report', 'no report at all')).toEqual(LIMITED);
});

it('a socket that goes on in spite of its refusals is closed', async () => {
  const stern = await TestApp.start({ redis, limits: { messages: each(1, 50), refusals: rate(5) } });
  try {
    const device = await stern.device('flooder');
    const left = new Promise((resolve) => device.socket.once('disconnect', resolve));
    const answers = await send(device, 'context:report', 6);
    expect(answers).toEqual(['ok', ...Array<string>(5).fill('RATE_LIMITED')]);
    device.socket.emit('context:report', {});
    expect(await left).toBe('io server disconnect');
    expect(await (await stern.device('flooder')).withdraw('location')).toMatchObject({ status: 'withdrawn' });
  } finally {
    await stern.stop();
  }
});

it('with event time, where a replay is paced by its acks, rates are off', async () => {
  const replay = await TestApp.start({ redis, limits: { messages: each(1, 1) }, env: { PROXIMA_CLOCK: 'events' } });
  try {
    const device = await replay.device('replayed');
    expect(await send(device, 'context:report', 5)).toEqual(Array(5).fill('ok'));
  } finally {
    await replay.stop();
  }
});

it('a message may be as long as the limits say', async () => {
  const strict = await TestApp.start({ redis, limits: { sizes: { messageBytes: 2048, bodyBytes: 2048 } } });
  try {
    const device = await strict.device('talker');
    expect(await device.send('context:report', 'x'.repeat(1_500))).toMatchObject({ ok: false });
    const left = new Promise((resolve) => device.socket.once('disconnect', resolve));
    device.socket.emit('context:report', 'x'.repeat(2_500));
    expect(await left).toBe('transport close');
    const body = { customer: 'a'.repeat(2_500) };
    expect((await strict.http('post', '/v1/decisions').send(body)).body).toMatchObject({ code: 'TOO_LARGE' });
  } finally {
    await strict.stop();
  }
});
