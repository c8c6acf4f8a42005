import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getResolution, isValidCell, latLngToCell } from 'h3-js';
import { TestApp } from '../support/app.js';
import { ADMIN_TOKEN, worthlessTokens } from '../support/callers.js';
import { aFix, heard, openSocket } from '../support/device.js';
import { readEverything } from '../support/redis-contents.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';
import { runEverything } from '../support/whole-run.js';

/** On the square, with decimals that occur nowhere else. */
const MARKED = { lat: 52.52187653, lng: 13.41319842 };
const TRACES = [/52[.,]52187/, /13[.,]41319/];
/** The finest cell that a key may hold, by what stands behind the customer. */
const FINEST: [RegExp, number][] = [
  [/\}:trail$/, 12],
  [/\}:decision:[^:]+$/, 9],
  [/\}:history$/, 8],
];

let redis: TestRedis;
let app: TestApp;
const tokens: string[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, env: { PROXIMA_ADMIN_TOKEN: ADMIN_TOKEN } });
  const device = await runEverything(app, 'ann', MARKED);
  tokens.push(await tokenFor('device', 'ann'), ADMIN_TOKEN, ...Object.values(await worthlessTokens()));
  for (const token of tokens) {
    await app.http('get', '/v1/customers/ann/profile', token);
    const socket = openSocket(app.url, '/v1/device', { token });
    await heard(socket, 'connect', 'connect_error');
    socket.disconnect();
  }
  // Refusals and faults are where secrets slip into logs.
  await device.send('position:report', aFix({ ...MARKED, colour: 'red' }));
  await device.send('position:report', aFix({ ...MARKED, at: 1 }));
  await app.http('post', '/v1/decisions').send({ customer: 'ann', position: MARKED }).expect(400);
  await redis.client.set('px:{default:broken}:consents', 'no JSON');
  const broken = await app.device('broken');
  expect(await broken.send('position:report', aFix(MARKED))).toMatchObject({ error: { code: 'INTERNAL' } });
  const order = { customer: 'broken', touchpoint: 'web', placements: ['hero'], position: MARKED };
  await app.http('post', '/v1/decisions').send(order).expect(500);
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

it('no log line tells a position, down to the finest level', () => {
  const log = app.logLines.join('');
  expect(log).toContain('"level":50');
  expect(log).toContain('"level":20');
  for (const trace of TRACES) expect(log).not.toMatch(trace);
  expect(cellsOf(log)).toEqual([]);
});

it('no log line holds a token, a part of one, or the secret', () => {
  const log = app.logLines.join('');
  const telling = tokens.filter((token) => token.trim().length > 20);
  expect(telling.length).toBeGreaterThan(10);
  for (const token of telling) {
    for (const part of [token, ...token.split('.').filter((text) => text.length > 20)]) expect(log).not.toContain(part);
  }
});

it('nothing in Redis holds a coordinate', async () => {
  for (const [key, text] of await readEverything(redis.client)) {
    for (const trace of TRACES) expect([key, trace.test(text)]).toEqual([key, false]);
  }
});

it('no key holds a finer cell than its kind may, and each kind was looked at', async () => {
  const finest = new Map<string, number>();
  for (const [key, text] of await readEverything(redis.client)) {
    const [kind, allowed] = FINEST.find(([pattern]) => pattern.test(key)) ?? [undefined, -1];
    for (const cell of cellsOf(text)) {
      const resolution = getResolution(cell);
      expect({ key, resolution, isAllowed: resolution <= allowed }).toEqual({ key, resolution, isAllowed: true });
      if (kind) finest.set(kind.source, Math.max(resolution, finest.get(kind.source) ?? 0));
    }
  }
  expect(Object.fromEntries(finest)).toEqual(Object.fromEntries(FINEST.map(([kind, res]) => [kind.source, res])));
});

it('the search finds what it looks for', () => {
  const cell = latLngToCell(MARKED.lat, MARKED.lng, 12);
  expect(cellsOf(`{"rests":{"rolls@${cell}":1}}`)).toEqual([cell]);
  expect(TRACES.every((trace) => trace.test(JSON.stringify(MARKED)))).toBe(true);
});

function cellsOf(text: string): string[] {
  return (text.match(/(?<![0-9a-f])8[0-9a-f]{14}(?![0-9a-f])/g) ?? []).filter((cell) => isValidCell(cell));
}
