import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Manager, type Socket } from 'socket.io-client';
import { TestApp } from '../support/app.js';
import { ADMIN_TOKEN, BEARERS, bearerToken, OWN, worthlessTokens, type Bearer } from '../support/callers.js';
import { aFix, heard, openSocket } from '../support/device.js';
import { findSocketEvents } from '../support/gateways.js';
import { TestRedis } from '../support/redis.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { SECRET } from '../support/tokens.js';

const INSIDE: readonly Bearer[] = ['device', 'till', 'other-device', 'foreign-device', 'foreign-till'];
const PAYLOADS: Record<string, () => object> = {
  'position:report': () => aFix(),
  'context:report': () => ({ at: Date.now(), values: { weather: 'sunny' } }),
  'offer:request': () => ({ touchpoint: 'app-screen', placements: ['card'] }),
  'feedback:report': () => ({ events: [{ eventId: 'e', type: 'visit', category: 'bar', at: Date.now() }] }),
  'consent:set': () => ({ purpose: 'marketing', status: 'granted', textVersion: '1' }),
  'inbox:resume': () => ({ afterSeq: 0 }),
};

let redis: TestRedis;
let app: TestApp;
const sockets: Socket[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, env: { PROXIMA_ADMIN_TOKEN: ADMIN_TOKEN } });
});
afterAll(async () => {
  sockets.forEach((socket) => socket.disconnect());
  await app?.stop();
  await redis?.stop();
});

/** How a connection ends: `connect`, or the code of its refusal. What the server said meanwhile is collected. */
async function knock(namespace: string, auth: object): Promise<{ socket: Socket; end: string; said: unknown[] }> {
  const socket = openSocket(app.url, namespace, { ...auth });
  sockets.push(socket);
  const said: unknown[] = [];
  socket.onAny((...message) => said.push(message));
  const { event, value } = await heard(socket, 'connect', 'connect_error');
  return { socket, end: event === 'connect' ? event : (value as Error).message, said };
}

it('every event has its line in the table, all in one namespace', () => {
  const known = findSocketEvents(app.nest);
  expect(new Set(known.map(({ namespace }) => namespace))).toEqual(new Set(['/v1/device']));
  expect(known.map(({ event }) => event).sort()).toEqual(Object.keys(PAYLOADS).sort());
});

describe('/v1/device', () => {
  it.each(BEARERS)('%s', async (bearer) => {
    const { socket, end } = await knock('/v1/device', { token: await bearerToken(bearer) });
    expect(end).toBe(INSIDE.includes(bearer) ? 'connect' : 'FORBIDDEN');
    if (end !== 'connect') return;
    for (const [event, payload] of Object.entries(PAYLOADS)) {
      expect([event, await socket.timeout(2_000).emitWithAck(event, payload())]).toMatchObject([event, { ok: true }]);
    }
  });

  it('a worthless token gets UNAUTHENTICATED and nothing else', async () => {
    for (const [fault, token] of Object.entries(await worthlessTokens())) {
      const { end, said } = await knock('/v1/device', { token });
      expect([fault, end, said]).toEqual([fault, 'UNAUTHENTICATED', []]);
    }
  });

  it.each([{}, { token: null }, { token: 7 }, { token: ['a'] }, { token: { length: 3 } }, { authorization: 'x' }])(
    'auth %j gets UNAUTHENTICATED and nothing else',
    async (auth) => {
      expect(await knock('/v1/device', auth)).toMatchObject({ end: 'UNAUTHENTICATED', said: [] });
    },
  );

  it('acts for the customer and tenant of the token only', async () => {
    const { socket } = await knock('/v1/device', { token: await bearerToken('other-device') });
    for (const [event, payload] of Object.entries(PAYLOADS)) {
      for (const name of ['customer', 'tenant', 'owner', 'sub']) {
        const ack: unknown = await socket.timeout(2_000).emitWithAck(event, { ...payload(), [name]: OWN });
        expect([event, ack]).toMatchObject([event, { ok: false, error: { code: 'INVALID_MESSAGE' } }]);
      }
    }
  });

  it('ends with the token', async () => {
    const token = await signToken({ secret: SECRET, role: 'device', subject: OWN, ttlSeconds: 2 });
    const { socket, end } = await knock('/v1/device', { token });
    expect(end).toBe('connect');
    expect(await heard(socket, 'disconnect')).toMatchObject({ value: 'io server disconnect' });
    expect(await knock('/v1/device', { token })).toMatchObject({ end: 'UNAUTHENTICATED' });
  });
});

describe('other ways in', () => {
  it.each(['/', '/v1', '/v1/other', '/v1/device/', '/v1/console', '/admin'])('%s is shut', async (namespace) => {
    for (const auth of [{}, { token: await bearerToken('device') }, { token: ADMIN_TOKEN }]) {
      const { end, said } = await knock(namespace, auth);
      expect(['FORBIDDEN', 'Invalid namespace']).toContain(end);
      expect(said).toEqual([]);
    }
  });

  it('an event without a connection to the namespace ends the connection, unanswered', async () => {
    for (const packet of ['20["position:report",{}]', '2/v1/device,0["position:report",{}]', '3/v1/device,0[{}]']) {
      const manager = new Manager(app.url, { transports: ['websocket'], autoConnect: false, reconnection: false });
      await new Promise<void>((resolve) => manager.open(() => resolve()));
      const said: unknown[] = [];
      manager.engine.on('data', (data) => said.push(data));
      const closed = new Promise((resolve) => manager.engine.on('close', resolve));
      manager.engine.write(packet);
      await closed;
      expect(said).toEqual([]);
    }
  });

  it('there is no long polling', async () => {
    const answer = await fetch(`${app.url}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(400);
    expect((await fetch(`${app.url}/socket.io/socket.io.js`)).status).toBe(400);
  });
});
