import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadBuiltEngine } from '../support/built-engine.js';
import { TestRedis } from '../support/redis.js';

let redis: TestRedis;
const folder = mkdtempSync(join(tmpdir(), 'px-refused-'));
const taken = createServer();

beforeAll(async () => {
  redis = await TestRedis.start();
  writeFileSync(join(folder, 'file'), '');
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  taken.close();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each<[string, () => Record<string, string>, RegExp]>([
  [
    'no Redis',
    () => ({ REDIS_URL: 'redis://me:password@127.0.0.1:1' }),
    /REDIS_URL: no Redis answers at 127\.0\.0\.1:1/,
  ],
  ['a REDIS_URL that is none', () => ({ REDIS_URL: 'redis://127.0.0.1:99999' }), /REDIS_URL: is no URL/],
  ['a port in use', () => ({ PORT: String((taken.address() as AddressInfo).port) }), /EADDRINUSE/],
  ['a data folder that is a file', () => ({ PROXIMA_DATA_DIR: join(folder, 'file') }), /ENOTDIR|EEXIST/],
])(
  '%s is told in one line, without a stack and without a password',
  async (_name, env, words) => {
    const { startEngineProcess } = await loadBuiltEngine();
    const settings = { REDIS_URL: redis.socketPath, PROXIMA_DATA_DIR: folder, LOG_LEVEL: 'silent', ...env() };
    const fault = await startEngineProcess({ env: settings }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(fault).toMatch(words);
    expect(fault).not.toMatch(/\n\s+at |password/);
  },
  60_000,
);
