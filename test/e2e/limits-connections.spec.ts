import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TokenVerifier } from '../../src/platform/auth/token-verifier.js';
import { TestApp } from '../support/app.js';
import type { LimitsYaml } from '../support/config.js';
import { heard, openSocket } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { openRaw, readAnswer, sayRaw } from '../support/raw.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

const UPGRADE = (more = '') =>
  `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`;
/** Nothing comes back while a test runs. */
const rate = (burst: number) => ({ perSecond: 0.001, burst });

let redis: TestRedis;
let app: TestApp | undefined;

beforeAll(async () => {
  redis = await TestRedis.start();
});
afterEach(() => app?.stop());
afterAll(() => redis?.stop());

async function start(limits: LimitsYaml): Promise<TestApp> {
  app = await TestApp.start({ redis, limits });
  return app;
}

async function refusalOf(engine: TestApp, customer: string): Promise<unknown> {
  const socket = openSocket(engine.url, '/v1/device', { token: await tokenFor('device', customer) });
  const { event, value } = await heard(socket, 'connect', 'connect_error');
  socket.disconnect();
  return event === 'connect' ? undefined : (value as { data: unknown }).data;
}

function expectProblem(text: string, status: number, code: string): void {
  const answer = readAnswer(text);
  expect(answer).toMatchObject({ status, body: { status, code } });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
}

describe('connections', () => {
  it('of one customer are counted, and a place that is left is free again', async () => {
    const engine = await start({ connections: { perCustomer: 2 } });
    const first = await engine.device('ann');
    await engine.device('ann');
    const refusal = { code: 'TOO_MANY_CONNECTIONS', retryAfterMs: expect.any(Number) };
    expect(await refusalOf(engine, 'ann')).toEqual(refusal);
    expect(await refusalOf(engine, 'bob')).toBeUndefined();
    first.close();
    await eventually(async () => (await refusalOf(engine, 'ann')) === undefined);
  });

  it('that end before they are let in leave their place', async () => {
    const engine = await start({ connections: { perCustomer: 1 } });
    const token = await tokenFor('device', 'ann');
    for (let n = 0; n < 5; n++) {
      const { webSocket, closed } = await openRaw(engine.url);
      webSocket.send(`40/v1/device,${JSON.stringify({ token })}`, () => webSocket.terminate());
      await closed;
    }
    await eventually(async () => (await refusalOf(engine, 'ann')) === undefined);
  });

  it('that end while their token is checked leave their place', async () => {
    const engine = await start({ connections: { perCustomer: 1 } });
    const verifier = engine.nest.get(TokenVerifier);
    const verify = verifier.verify.bind(verifier);
    const token = await tokenFor('device', 'ann');
    const { webSocket, closed } = await openRaw(engine.url);
    let isChecked = false;
    verifier.verify = async (shown) => {
      webSocket.terminate();
      await closed;
      // The engine hears of it a moment after the phone.
      await new Promise((resolve) => setTimeout(resolve, 200));
      isChecked = true;
      return verify(shown);
    };
    webSocket.send(`40/v1/device,${JSON.stringify({ token })}`);
    await eventually(() => isChecked);
    verifier.verify = verify;
    await eventually(async () => (await refusalOf(engine, 'ann')) === undefined);
  });

  it('of one process are counted: the handshake is refused as problem+json', async () => {
    const engine = await start({ connections: { perProcess: 1 } });
    const device = await engine.device('ann');
    const text = await sayRaw(engine.url, UPGRADE());
    expectProblem(text, 429, 'TOO_MANY_CONNECTIONS');
    expect(readAnswer(text).headers['retry-after']).toBe('10');
    device.close();
    await eventually(async () => (await refusalOf(engine, 'ann')) === undefined);
  });

  it('of one address may not come too fast', async () => {
    const engine = await start({ connections: { perAddress: rate(2) } });
    await Promise.all([engine.device('ann'), engine.device('bob')]);
    const text = await sayRaw(engine.url, UPGRADE('X-Forwarded-For: 10.0.0.1\r\n'));
    expectProblem(text, 429, 'RATE_LIMITED');
    expect(Number(readAnswer(text).headers['retry-after'])).toBeGreaterThan(0);
  });

  it('behind a proxy are counted by the address that the proxy saw', async () => {
    const engine = await start({ connections: { perAddress: rate(1), trustedProxies: 1 } });
    const knock = (address: string) => openRaw(engine.url, { 'x-forwarded-for': `10.9.9.9, ${address}` });
    (await knock('10.0.0.1')).webSocket.terminate();
    (await knock('10.0.0.2')).webSocket.terminate();
    await expect(knock('10.0.0.1')).rejects.toThrow('429');
  });
});

describe('a connection without a valid token', () => {
  it('is closed when it shows none in time', async () => {
    const engine = await start({ connections: { handshakeSeconds: 1 } });
    const { closed, heard: said } = await openRaw(engine.url);
    await closed;
    expect(said).toHaveLength(1);
  });

  it.each(['{}', '{"token":"x"}'])('is closed with the refusal of %s', async (auth) => {
    const engine = await start({ connections: { handshakeSeconds: 300 } });
    const { webSocket, closed, heard: said } = await openRaw(engine.url);
    webSocket.send(`40/v1/device,${auth}`);
    await closed;
    expect(said.at(-1)).toContain('UNAUTHENTICATED');
  });

  it.each(['', '/v1/console'])('cannot try other namespaces for ever: %j', async (namespace) => {
    const engine = await start({ connections: { handshakeSeconds: 1 } });
    const { webSocket, closed } = await openRaw(engine.url);
    webSocket.send(`40${namespace}${namespace && ','}`);
    await closed;
  });

  it('does not stay when it has left its namespace', async () => {
    const engine = await start({ connections: { handshakeSeconds: 300 } });
    const { webSocket, closed, heard: said } = await openRaw(engine.url);
    webSocket.send(`40/v1/device,${JSON.stringify({ token: await tokenFor('device', 'ann') })}`);
    await eventually(() => said.some((packet) => packet.startsWith('40/v1/device')));
    webSocket.send('41/v1/device,');
    await closed;
  });

  it('shows a few tokens at most, however fast they come', async () => {
    const engine = await start({ connections: { handshakeSeconds: 300 } });
    const { webSocket, closed, heard: said } = await openRaw(engine.url);
    const token = await tokenFor('device', 'ann');
    for (let n = 0; n < 50; n++) webSocket.send(`40/v1/device,${JSON.stringify({ token })}`);
    await closed;
    expect(said.filter((packet) => packet.startsWith('40/v1/device')).length).toBeLessThanOrEqual(4);
  });
});

describe('a slow or unreadable request', () => {
  it.each([
    ['half a head', 'POST /v1/decisions HTTP/1.1\r\nHost: x\r\n'],
    [
      'half a body',
      'POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nContent-Type: application/json\r\n\r\n{"a',
    ],
    ['half a handshake', 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n'],
  ])('%s is not waited for', async (_name, bytes) => {
    const engine = await start({ connections: { handshakeSeconds: 1 }, http: { requestSeconds: 1 } });
    expectProblem(await sayRaw(engine.url, bytes), 408, 'TOO_SLOW');
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'INVALID_MESSAGE'],
    [
      'an expectation that nobody can meet',
      'GET /health/live HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n',
      417,
      'EXPECTATION_FAILED',
    ],
    ['binary', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 0xff, 0xfe]), 400, 'INVALID_MESSAGE'],
    ['a head of 100 kB', `GET / HTTP/1.1\r\nA: ${'a'.repeat(100_000)}\r\n\r\n`, 413, 'TOO_LARGE'],
  ])('%s', async (_name, bytes, status, code) => {
    const engine = await start({});
    expectProblem(await sayRaw(engine.url, bytes), status, code);
    expect(engine.logLines.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  });
});
