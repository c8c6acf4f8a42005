import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedRedisError, messageOf } from './embedded-redis.error.js';
import { isProcessLiving, startTicksOf } from './process-liveness.js';
import { askRedis } from './redis-ask.js';
import { findRedisBinary } from './redis-binary.js';
import { dataDirError, makeSocketDir, type RedisPlace } from './redis-place.js';
import { GUARDED_SERVER_SCRIPT } from './redis-server-guard.js';

const LONGEST_LOG_BYTES = 1024 * 1024;
const POLL_MS = 15;
const READY_TIMEOUT_MS = 15_000;
const TERMINATE_TIMEOUT_MS = 5_000;
/** What every start logs, good or bad. */
const IDLE_WORDS = /WARNING|is starting|just started|Configuration loaded|Server initialized/;

/** The running server, as `run/server.json` notes it. */
export interface RedisServer {
  pid: number;
  startTicks: string;
  socketPath: string;
  redisDir: string;
  realm: string;
}

export function isServerLiving(server: RedisServer): boolean {
  return isProcessLiving(server.pid, server.startTicks);
}

/** Starts the server and waits until it answers. The caller holds the run lock and knows that no other server lives. */
export async function launchServer(place: RedisPlace, signal: AbortSignal): Promise<RedisServer> {
  const binary = findRedisBinary();
  makeSocketDir(place.socketDir);
  rmSync(place.socketPath, { force: true });
  const logStart = keepLogShort(place.logPath);
  const server = spawnServer(place, binary);
  if (await isAnswering(server, signal)) return server;
  await terminateServer(server);
  throw new EmbeddedRedisError(
    'REDIS_START_FAILED',
    `${binary} did not start on ${place.redisDir}: ${lastWordsOf(place.logPath, logStart)}. ` +
      `Mend that (the whole log is ${place.logPath}), or set REDIS_URL to use a Redis of your own.`,
  );
}

/** True as soon as it answers; false when it is dead or mute. A server that still loads its file is waited for. */
export async function isAnswering(server: RedisServer, signal: AbortSignal): Promise<boolean> {
  let deadline = Date.now() + READY_TIMEOUT_MS;
  while (isServerLiving(server) && Date.now() < deadline && !signal.aborted) {
    try {
      return (await askRedis(server.socketPath, ['PING'])) === 'PONG';
    } catch (error) {
      if (messageOf(error).startsWith('LOADING')) deadline = Date.now() + READY_TIMEOUT_MS;
    }
    await sleep(POLL_MS);
  }
  return false;
}

export async function terminateServer(server: RedisServer): Promise<void> {
  for (const signalName of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isServerLiving(server)) return;
    process.kill(server.pid, signalName);
    const deadline = Date.now() + TERMINATE_TIMEOUT_MS;
    while (isServerLiving(server) && Date.now() < deadline) await sleep(POLL_MS);
  }
}

export function writeServerRecord(place: RedisPlace, server: RedisServer): void {
  const draft = `${place.recordPath}.draft`;
  writeFileSync(draft, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  renameSync(draft, place.recordPath);
}

function spawnServer(place: RedisPlace, binary: string): RedisServer {
  let log: number | undefined;
  try {
    writeFileSync(place.configPath, configFor(place), { mode: 0o600 });
    log = openSync(place.logPath, 'a', 0o600);
    const words = [binary, place.configPath, place.membersDir, place.socketDir, place.realm];
    // Detached: a Ctrl-C at the terminal must reach the engine first. Of our environment, with its secrets, it needs the PATH only.
    const child = spawn('/bin/sh', ['-c', GUARDED_SERVER_SCRIPT, 'proxima-redis', ...words], {
      cwd: place.redisDir,
      detached: true,
      env: { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin' },
      stdio: ['ignore', log, log],
    });
    child.on('error', () => undefined); // told below, by the missing pid
    child.unref();
    if (child.pid === undefined) throw new EmbeddedRedisError('REDIS_START_FAILED', 'The process could not be made.');
    const { socketPath, redisDir, realm } = place;
    const server = { pid: child.pid, startTicks: startTicksOf(child.pid), socketPath, redisDir, realm };
    writeServerRecord(place, server);
    return server;
  } catch (error) {
    throw error instanceof EmbeddedRedisError ? error : dataDirError(place.redisDir, error);
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

function configFor(place: RedisPlace): string {
  const lines = [
    'port 0',
    `unixsocket ${quote(place.socketPath)}`,
    'unixsocketperm 700',
    `dir ${quote(place.redisDir)}`,
    'daemonize no',
    'loglevel warning',
    'logfile ""',
    'appendonly yes',
    'appendfsync everysec',
    'aof-load-truncated yes',
    // The rewrite takes a core for a second. At 64 MB, the default, it would come every ten seconds under load.
    'auto-aof-rewrite-min-size 256mb',
    'save ""',
    'maxmemory-policy noeviction',
  ];
  return `# Written anew at every start.\n${lines.join('\n')}\n`;
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Returns where the next start's lines begin. */
function keepLogShort(logPath: string): number {
  const bytes = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes <= LONGEST_LOG_BYTES) return bytes;
  rmSync(logPath, { force: true });
  return 0;
}

function lastWordsOf(logPath: string, logStart: number): string {
  const lines = readFileSync(logPath).toString('utf8', logStart).trim().split('\n');
  const spoken = lines.filter((line) => line.trim() !== '' && !IDLE_WORDS.test(line));
  return spoken.slice(-3).join(' | ') || 'it ended without a word';
}
