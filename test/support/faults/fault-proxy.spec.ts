import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { eventually } from '../eventually.js';
import { TestRedis } from '../redis.js';
import { FaultProxy } from './fault-proxy.js';

const LONG = 'x'.repeat(20_000);

let redis: TestRedis;
let proxy: FaultProxy;
let client: Redis;

beforeAll(async () => {
  redis = await TestRedis.start();
  await redis.client.set('long', LONG);
});
beforeEach(async () => {
  proxy = await FaultProxy.start(redis.socketPath);
  client = new Redis(proxy.url, { maxRetriesPerRequest: 0, retryStrategy: () => 20, disableClientInfo: true });
  client.on('error', () => undefined);
  await client.ping();
});
afterEach(async () => {
  client.disconnect();
  await proxy.down();
});
afterAll(() => redis?.stop());

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

describe('a fault proxy in front of a real Redis', () => {
  it('hands everything on, in both directions, unchanged', async () => {
    await client.set('text', LONG);
    expect(await redis.client.get('text')).toBe(LONG);
    expect(await client.get('long')).toBe(LONG);
  });

  it('latency: makes a round trip longer, keeps the order, and overlaps for those sent together', async () => {
    proxy.set({ latencyMs: 150, jitterMs: 20 });
    const order: number[] = [];
    const took = await elapsedMs(() =>
      Promise.all([1, 2, 3, 4, 5].map((n) => client.echo(String(n)).then((answer) => order.push(Number(answer))))),
    );
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(took).toBeGreaterThan(125);
    // One after the other they could not have taken less.
    expect(took).toBeLessThan(5 * 130);
  });

  it('stall: takes connections and passes nothing; what waited arrives when it is over', async () => {
    proxy.set({ stall: true });
    let answer: string | undefined;
    const asked = client.echo('late').then((text) => (answer = text));
    const fresh = connect(proxy.port, '127.0.0.1');
    await once(fresh, 'connect');
    fresh.write('PING\r\n');
    let heard = '';
    fresh.on('data', (chunk: Buffer) => (heard += String(chunk)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([answer, heard]).toEqual([undefined, '']);
    proxy.set();
    expect(await asked).toBe('late');
    await eventually(() => heard === '+PONG\r\n');
    fresh.destroy();
  });

  it('stall: does not take in without end what nobody reads', async () => {
    proxy.set({ stall: true });
    const flood: Socket = connect(proxy.port, '127.0.0.1');
    await once(flood, 'connect');
    const megabyte = Buffer.alloc(1024 * 1024);
    for (let n = 0; n < 64; n += 1) flood.write(megabyte);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(flood.writableLength).toBeGreaterThan(32 * megabyte.length);
    flood.destroy();
  });

  it('slice: the same bytes in small pieces, spread over time', async () => {
    proxy.set({ slice: { bytes: 1_000, delayMs: 5 } });
    let answer: string | null = null;
    const took = await elapsedMs(async () => (answer = await client.get('long')));
    expect(answer).toBe(LONG);
    expect(took).toBeGreaterThan(80);
  });

  it('bandwidth: no more bytes a second', async () => {
    proxy.set({ bytesPerSecond: 100_000 });
    expect(await elapsedMs(() => client.get('long'))).toBeGreaterThan(180);
  });

  it('reset: breaks what stands, takes what comes', async () => {
    proxy.set({ stall: true });
    const asked = client.echo('lost').catch((error: Error) => error);
    proxy.reset();
    proxy.set();
    expect(await asked).toBeInstanceOf(Error);
    expect(await eventually(() => client.echo('again').catch(() => undefined))).toBe('again');
  });

  it('down: refuses everybody until it is up again, on the same port', async () => {
    const { port } = proxy;
    await proxy.down();
    const refused = connect(port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(proxy.connections).toBe(0);
    await proxy.up();
    expect(proxy.port).toBe(port);
    expect(await eventually(() => client.echo('again').catch(() => undefined))).toBe('again');
  });
});
