import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadBuiltEngine } from '../support/built-engine.js';
import { TestRedis } from '../support/redis.js';

const folder = mkdtempSync(join(tmpdir(), 'px-doctor-'));
const taken = createServer((socket) => socket.end());
let redis: TestRedis;

beforeAll(async () => {
  await loadBuiltEngine();
  redis = await TestRedis.start();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  writeFileSync(join(folder, 'file'), 'no catalog');
  cpSync('models', join(folder, 'models'), { recursive: true, filter: (path) => !path.includes('train') });
  writeFileSync(join(folder, 'models/propensity/1/model.onnx'), 'no model');
});
afterAll(async () => {
  taken.close();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function doctor(env: Record<string, string>): Promise<{ code: number; text: string; last: unknown }> {
  const settings = { PORT: '0', REDIS_URL: redis.socketPath, PROXIMA_DATA_DIR: folder, ...env };
  return new Promise((resolve) => {
    execFile('node', ['dist/src/commands/doctor.command.js'], { env: { ...process.env, ...settings } }, (error, text) =>
      resolve({
        code: Number(error?.code ?? 0),
        text,
        last: JSON.parse(text.trim().split('\n').at(-1)!) as unknown,
      }),
    );
  });
}

it('a healthy place: code 0, and what Redis lacks is told as a warning with its cure', async () => {
  const { code, text, last } = await doctor({});
  // A busy machine may earn a warning of its own for a slow Redis.
  expect([code, last]).toMatchObject([0, { checks: 9, failed: 0 }]);
  expect(text).toMatch(/warn {2}redis .*eviction noeviction, append-only false/);
  expect(text).toContain('set appendonly yes');
  expect(text).toMatch(/200 parity rows hold/);
});

it.each<[string, () => Record<string, string>, RegExp]>([
  ['no Redis', () => ({ REDIS_URL: 'redis://me:password@127.0.0.1:1' }), /FAIL {2}redis .*ECONNREFUSED/],
  ['a model that is none', () => ({ PROXIMA_MODELS_DIR: join(folder, 'models') }), /FAIL {2}model .*SHA-256/],
  ['no config', () => ({ PROXIMA_CONFIG_DIR: folder }), /FAIL {2}config .*wrong/],
  [
    'a data folder that is a file',
    () => ({ PROXIMA_DATA_DIR: join(folder, 'file') }),
    /FAIL {2}data folder .*is a file/,
  ],
  ['a catalog that is none', () => ({ PROXIMA_CATALOG: join(folder, 'file') }), /FAIL {2}catalog .*JSON/],
  [
    'a port that another program has',
    () => ({ PORT: String((taken.address() as AddressInfo).port) }),
    /FAIL {2}port .*another program/,
  ],
])('%s: code 1, the fault and its cure, and no password', async (_name, env, words) => {
  const { code, text, last } = await doctor(env());
  expect([code, (last as { failed: number }).failed]).toEqual([1, 1]);
  expect(text).toMatch(words);
  expect(text).toMatch(/FAIL.*(\n.*)*-> /);
  expect(text).not.toContain('password@');
});

it('wrong settings are all told, and nothing is guessed from them', async () => {
  const { code, text, last } = await doctor({ PORT: 'x', PROXIMA_CLOCK: 'sun' });
  expect([code, last]).toEqual([1, { checks: 9, failed: 1, warnings: 6 }]);
  expect(text).toContain('PORT');
  expect(text).toContain('PROXIMA_CLOCK');
});
