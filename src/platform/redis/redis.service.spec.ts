import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestRedis } from '../../../test/support/redis.js';
import type { Settings } from '../config/settings.js';
import { createLog } from '../log.js';
import { RedisService } from './redis.service.js';

let server: TestRedis;
let redis: RedisService;

beforeAll(async () => {
  server = await TestRedis.start();
  redis = new RedisService(
    { REDIS_URL: server.socketPath, PROXIMA_REDIS_TIMEOUT_MS: 50 } as Settings,
    createLog('silent'),
  );
  await redis.start();
});
afterAll(async () => {
  server?.resume();
  await redis?.onApplicationShutdown();
  await server?.stop();
});

/** Bytes that wait for the end of the turn. */
const waiting = () => redis.client.stream.writableLength;
const ask = () => redis.gathering.get('a');
const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('commands of one turn', () => {
  it('wait for each other and leave together at its end', async () => {
    const first = ask();
    const one = waiting();
    const second = ask();
    expect(one).toBeGreaterThan(0);
    expect(waiting()).toBe(2 * one);
    await endOfTurn();
    expect(waiting()).toBe(0);
    expect(await Promise.all([first, second])).toEqual([null, null]);
  });

  it('leave at once when they are sent, and those behind them are gathered anew', async () => {
    const first = ask();
    redis.sendGathered();
    expect(waiting()).toBe(0);
    const second = ask();
    expect(waiting()).toBeGreaterThan(0);
    await endOfTurn();
    expect(waiting()).toBe(0);
    redis.sendGathered();
    expect(await Promise.all([first, second])).toEqual([null, null]);
  });
});

it('a command is given up after the time that the settings leave it', async () => {
  server.suspend();
  const asked = performance.now();
  await expect(redis.client.get('a')).rejects.toThrow('Command timed out');
  expect(performance.now() - asked).toBeGreaterThanOrEqual(49);
  server.resume();
});
