import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { ERRORS, type Failure } from '../../src/contract/errors.js';
import { TestApp } from '../support/app.js';
import { aFix, heard, type Device } from '../support/device.js';
import { findSocketEvents } from '../support/gateways.js';
import { TestRedis } from '../support/redis.js';

let redis: TestRedis;
let app: TestApp;
let device: Device;
let events: string[];

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis });
  device = await (await app.device('tester')).grantAll();
  events = findSocketEvents(app.nest).map(({ event }) => event);
});
afterEach(async () => {
  // Whatever came in: the process lives, and the same socket still gets answers.
  expect(await device.report()).toMatchObject({ accepted: 1 });
  expect(app.logLines.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const proto = (key: string) => JSON.parse(`{"${key}":{"polluted":true},"at":1,"values":{"${key}":1}}`) as object;

const GARBAGE: Record<string, unknown[]> = {
  nothing: [],
  null: [null],
  'an empty string': [''],
  'a string': ['position'],
  'a number': [42],
  'a boolean': [true],
  'an array': [[1, 2, 3]],
  'an empty object': [{}],
  'a string of 60 kB': ['x'.repeat(60_000)],
  'an object with 5,000 keys': [Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]))],
  'bytes among the fields': [{ at: Buffer.from('now'), values: Buffer.alloc(8), events: Buffer.alloc(8) }],
  'two payloads': [{}, {}],
  'a __proto__ key': [proto('__proto__')],
  'a constructor key': [proto('constructor')],
  'wrong types everywhere': [
    { lat: '52', lng: [], at: {}, accuracyMetres: null, events: 'all', values: 7, purpose: 1 },
  ],
  'numbers that are none': [{ lat: 1e999, lng: -1e999, accuracyMetres: -0.5, at: -1 }],
};

it('there are socket events to be tested', () => {
  expect(events.sort()).toEqual([
    'consent:set',
    'context:report',
    'feedback:report',
    'inbox:resume',
    'offer:request',
    'position:report',
  ]);
});

it.each(Object.entries(GARBAGE))('%s is refused with code and issues by every event', async (_name, payload) => {
  for (const event of events) {
    const ack = await device.send(event, ...payload);
    expect({ event, ack }).toEqual({ event, ack: { ok: false, error: expect.anything() } });
    const { code, message, issues } = (ack as { error: Failure }).error;
    expect(Object.keys(ERRORS)).toContain(code);
    expect(['INTERNAL', 'STATE_UNAVAILABLE']).not.toContain(code);
    expect(typeof message).toBe('string');
    expect(issues.length).toBeGreaterThan(0);
    for (const issue of issues) expect(issue).toEqual({ path: expect.any(String), message: expect.any(String) });
    expect(JSON.stringify(issues).length).toBeLessThan(20_000);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('a message deeper than the stack is refused', async () => {
  const deep = '['.repeat(6_000) + ']'.repeat(6_000);
  const payload = `{"events":[${deep}],"values":{"a":${deep}},"lat":${deep},"purpose":${deep}}`;
  for (const event of events) {
    // Built by hand: the client itself could not walk through it.
    const answered = new Promise((resolve) => device.socket.io.engine.once('data', resolve));
    device.socket.io.engine.write(`2/v1/device,900["${event}",${payload}]`);
    expect(await answered).toMatch(/^3\/v1\/device,900\[\{"ok":false,"error":\{"code":"INVALID_MESSAGE"/);
  }
});

it('a message without an ack is taken or dropped in silence', async () => {
  for (const event of events) for (const payload of Object.values(GARBAGE)) device.socket.emit(event, ...payload);
  device.socket.emit('no:such-event', { any: 1 });
  await nextTurn();
});

it('an event that does not exist is refused, with those that do', async () => {
  const answer = (await device.socket.timeout(2_000).emitWithAck('position:raport', { any: 1 })) as { error: Failure };
  expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  for (const event of events) expect(answer.error.issues[0]!.message).toContain(event);
});

it('a field that the schema does not know is named in its refusal', async () => {
  for (const [event, payload] of [
    ['position:report', aFix({ colour: 'red' })],
    ['position:report', { fixes: [aFix({ colour: 'red' })] }],
    ['context:report', { at: Date.now(), values: {}, colour: 'red' }],
    ['offer:request', { touchpoint: 'app-screen', placements: ['card'], colour: 'red' }],
    ['feedback:report', { events: [{}], colour: 'red' }],
    ['consent:set', { purpose: 'location', status: 'granted', textVersion: '1', colour: 'red' }],
  ] as const) {
    const ack = await device.send(event, payload);
    expect(ack).toMatchObject({ ok: false, error: { code: 'INVALID_MESSAGE' } });
    expect(JSON.stringify(ack)).toContain('colour');
  }
});

it.each([
  ['a frame over 64 kB', (broken: Device) => broken.socket.emit('position:report', 'x'.repeat(70_000))],
  ['a packet that is none', (broken: Device) => broken.socket.io.engine.write('9nonsense')],
  [
    'a binary event without its bytes',
    (broken: Device) =>
      broken.socket.io.engine.write('51-/v1/device,["position:report",{"_placeholder":true,"num":9}]') &&
      broken.socket.io.engine.write(new ArrayBuffer(4) as never),
  ],
  [
    'an event named like one of the socket itself',
    (broken: Device) => broken.socket.io.engine.write('2/v1/device,["disconnecting"]'),
  ],
])('%s costs the sender the connection, and nobody else', async (_name, breakIt) => {
  const broken = await app.device('breaker');
  const left = heard(broken.socket, 'disconnect');
  breakIt(broken);
  expect(await left).toMatchObject({ event: 'disconnect' });
});
