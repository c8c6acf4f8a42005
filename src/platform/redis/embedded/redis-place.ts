// Where one embedded Redis lives. The register of who uses it is kept in the data dir, not in the temp dir, so that two
// engines with different TMPDIRs still meet; only the socket is in the temp dir, because its path must be short.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedRedisError, messageOf } from './embedded-redis.error.js';

/** The kernel's limit is 104 bytes on macOS and 108 on Linux. */
const LONGEST_SOCKET_PATH_BYTES = 99;

export interface RedisPlace {
  redisDir: string;
  membersDir: string;
  lockPath: string;
  recordPath: string;
  configPath: string;
  logPath: string;
  socketDir: string;
  socketPath: string;
  /** One data dir seen from one boot and one pid namespace: only within it do pids tell who is alive. */
  realm: string;
}

export function preparePlace(dataDir: string): RedisPlace {
  const redisDir = makeRedisDir(join(resolve(dataDir), 'redis'));
  const runDir = join(redisDir, 'run');
  const socketDir = socketDirFor(redisDir);
  return {
    redisDir,
    membersDir: join(runDir, 'members'),
    lockPath: join(runDir, 'lock'),
    recordPath: join(runDir, 'server.json'),
    configPath: join(runDir, 'redis.conf'),
    logPath: join(redisDir, 'server.log'),
    socketDir,
    socketPath: join(socketDir, 'redis.sock'),
    realm: shortHash([bootId(), pidNamespace(), redisDir].join('\n'), 8),
  };
}

/** The name can be guessed, so a directory that somebody else made, or may look into, is refused. */
export function makeSocketDir(socketDir: string): void {
  attempt(() => mkdirSync(socketDir, { mode: 0o700 }));
  const found = lstatSync(socketDir, { throwIfNoEntry: false });
  if (found?.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0) return;
  throw new EmbeddedRedisError(
    'REDIS_START_FAILED',
    `${socketDir} cannot be made, or is no private directory of this user. ` +
      'Remove it, or point TMPDIR to a writable place.',
  );
}

function makeRedisDir(redisDir: string): string {
  try {
    mkdirSync(join(redisDir, 'run', 'members'), { recursive: true, mode: 0o700 });
    return realpathSync(redisDir);
  } catch (error) {
    throw dataDirError(redisDir, error);
  }
}

export function dataDirError(redisDir: string, cause: unknown): EmbeddedRedisError {
  return new EmbeddedRedisError(
    'REDIS_DATA_DIR',
    `The embedded Redis cannot keep its data in ${redisDir}: ${messageOf(cause)}. ` +
      'Make that folder writable and see that the disk has room, set PROXIMA_DATA_DIR to another folder, ' +
      'or set REDIS_URL to use a Redis of your own.',
    cause,
  );
}

function socketDirFor(redisDir: string): string {
  const name = `proxima-${shortHash(redisDir, 12)}`;
  const preferred = join(tmpdir(), name);
  const isShort = Buffer.byteLength(join(preferred, 'redis.sock')) <= LONGEST_SOCKET_PATH_BYTES;
  return isShort ? preferred : join('/tmp', name);
}

function bootId(): string {
  return attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? hostname();
}

function pidNamespace(): string {
  return attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '';
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function shortHash(text: string, hexDigits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hexDigits);
}
