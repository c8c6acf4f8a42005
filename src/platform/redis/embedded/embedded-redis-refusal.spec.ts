import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedRedis } from './embedded-redis.js';
import { preparePlace } from './redis-place.js';

jest.setTimeout(30_000);

let home: string;
let dataDir: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'px-redis-spec-'));
  dataDir = join(home, 'data');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('an embedded Redis that cannot start', () => {
  async function startWith(env: Record<string, string>): Promise<unknown> {
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      return await startEmbeddedRedis({ dataDir }).catch((error: unknown) => error);
    } finally {
      for (const name of Object.keys(env)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  }

  it('says how to get the binary when it is missing', async () => {
    expect(await startWith({ PATH: home })).toMatchObject({
      code: 'REDIS_BINARY_MISSING',
      message: expect.stringContaining('REDIS_URL'),
    });
    expect(await startWith({ PROXIMA_REDIS_BIN: '/no/such/file' })).toMatchObject({ code: 'REDIS_BINARY_MISSING' });
  });

  it('names the data dir that it cannot use', async () => {
    writeFileSync(dataDir, 'a file, no folder');
    expect(await startWith({})).toMatchObject({ code: 'REDIS_DATA_DIR', message: expect.stringContaining(dataDir) });
  });

  it('gives the last words of a server that ends at once, and leaves nothing behind', async () => {
    mkdirSync(join(dataDir, 'redis', 'appendonlydir'), { recursive: true });
    writeFileSync(join(dataDir, 'redis', 'appendonlydir', 'appendonly.aof.manifest'), 'no manifest\n');
    const error = await startWith({});
    expect(error).toMatchObject({ code: 'REDIS_START_FAILED', message: expect.stringMatching(/manifest/) });
    expect(readdirSync(join(dataDir, 'redis', 'run', 'members'))).toEqual([]);
    expect(existsSync(preparePlace(dataDir).socketDir)).toBe(false);
  });

  it('does not use a socket directory that others may look into', async () => {
    const { socketDir } = preparePlace(dataDir);
    mkdirSync(socketDir);
    chmodSync(socketDir, 0o755);
    expect(await startWith({})).toMatchObject({
      code: 'REDIS_START_FAILED',
      message: expect.stringContaining(socketDir),
    });
  });

  it('refuses a data dir that an engine of another container uses', async () => {
    const members = join(dataDir, 'redis', 'run', 'members');
    mkdirSync(members, { recursive: true });
    const beat = () => writeFileSync(join(members, 'ffffffff.1.1.1'), '');
    beat();
    const heart = setInterval(beat, 500);
    try {
      expect(await startWith({})).toMatchObject({
        code: 'REDIS_DATA_DIR',
        message: expect.stringContaining('another container'),
      });
    } finally {
      clearInterval(heart);
    }
  });
});
