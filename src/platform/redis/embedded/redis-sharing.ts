// How the members of one data dir come to one server, and leave it. Everything here runs under the run lock.
import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedRedisError } from './embedded-redis.error.js';
import { startTicksOf } from './process-liveness.js';
import { askRedis } from './redis-ask.js';
import { HEARTBEAT_LOST_MS, isForeign, livingMembers, removeMember } from './redis-members.js';
import type { RedisPlace } from './redis-place.js';
import { withRunLock } from './redis-run-lock.js';
import { isAnswering, isServerLiving, launchServer, terminateServer } from './redis-server-process.js';
import { writeServerRecord, type RedisServer } from './redis-server-process.js';

/** Adopts the living server of this data dir, else starts one. A living but mute server is replaced. */
export async function attachOrLaunch(place: RedisPlace, signal: AbortSignal): Promise<RedisServer> {
  const found = await findServer(place);
  if (found && isServerLiving(found)) {
    if ((await isAnswering(found, signal)) && (await servesDir(found.socketPath, place.redisDir))) return found;
    signal.throwIfAborted();
    await terminateServer(found);
  }
  return launchServer(keepSocketPath(place, found), signal);
}

/** The last member to leave stops the server and clears the temp dir. */
export async function leaveServer(place: RedisPlace, member: string, server: RedisServer | undefined): Promise<void> {
  if (!existsSync(place.membersDir)) return endServer(place, server); // the data dir was removed under us
  await withRunLock(place, member, async () => {
    removeMember(place, member);
    if (livingMembers(place).length > 0) return;
    await endServer(place, readRecord(place) ?? server);
  });
}

/** Pids of another container or machine cannot be seen from here, and two servers on one append-only file ruin it. */
export async function refuseForeignMembers(place: RedisPlace): Promise<void> {
  const deadline = Date.now() + HEARTBEAT_LOST_MS + 1_000;
  while (livingMembers(place).some((member) => isForeign(place, member))) {
    if (Date.now() > deadline) throw foreignError(place);
    await sleep(200);
  }
}

function foreignError(place: RedisPlace): EmbeddedRedisError {
  return new EmbeddedRedisError(
    'REDIS_DATA_DIR',
    `An engine in another container or machine is using ${place.redisDir}. ` +
      'Give each its own PROXIMA_DATA_DIR, or let them share a Redis by setting REDIS_URL.',
  );
}

async function findServer(place: RedisPlace): Promise<RedisServer | undefined> {
  const recorded = readRecord(place);
  if (recorded && isServerLiving(recorded)) return recorded;
  return (await findUnrecorded(place)) ?? recorded;
}

/** A server whose engine was killed before it could write the record. */
async function findUnrecorded(place: RedisPlace): Promise<RedisServer | undefined> {
  const { socketPath, redisDir, realm } = place;
  if (!existsSync(socketPath) || !(await servesDir(socketPath, redisDir))) return undefined;
  const facts = await askRedis(socketPath, ['INFO', 'server']);
  const pid = Number(/process_id:(\d+)/.exec(String(facts))?.[1]);
  if (!pid) return undefined;
  const server = { pid, startTicks: startTicksOf(pid), socketPath, redisDir, realm };
  writeServerRecord(place, server);
  return server;
}

async function servesDir(socketPath: string, redisDir: string): Promise<boolean> {
  const reply = await askRedis(socketPath, ['CONFIG', 'GET', 'dir']).catch(() => undefined);
  return Array.isArray(reply) && reply[1] === redisDir;
}

/** A record that came along with a copied data dir speaks of another server: it is not believed. */
function readRecord(place: RedisPlace): RedisServer | undefined {
  try {
    const record = JSON.parse(readFileSync(place.recordPath, 'utf8')) as RedisServer;
    return record.redisDir === place.redisDir && record.realm === place.realm ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Clients of the other members know the path: it outlives the server, even where the TMPDIRs differ. */
function keepSocketPath(place: RedisPlace, former: RedisServer | undefined): RedisPlace {
  if (!former || !existsSync(dirname(dirname(former.socketPath)))) return place;
  return { ...place, socketPath: former.socketPath, socketDir: dirname(former.socketPath) };
}

async function endServer(place: RedisPlace, server: RedisServer | undefined): Promise<void> {
  if (server) await terminateServer(server);
  rmSync(place.recordPath, { force: true });
  for (const socketPath of new Set([place.socketPath, server?.socketPath ?? place.socketPath])) {
    rmSync(socketPath, { force: true });
    removeDirIfEmpty(dirname(socketPath));
  }
}

function removeDirIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Never made, or somebody keeps something of theirs in it.
  }
}
