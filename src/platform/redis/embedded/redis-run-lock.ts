// Only one member at a time may start or stop the server. The lock is a symbolic link whose target is the holder's name:
// made in one step together with its content, on every file system. A dead holder's lock is taken over.
import { mkdirSync, readlinkSync, rmdirSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedRedisError } from './embedded-redis.error.js';
import { isMemberLiving } from './redis-members.js';
import type { RedisPlace } from './redis-place.js';

const RETRY_MS = 20;
const STUCK_TAKEOVER_MS = 10_000;
/** Longer than any sane load of an append-only file, since the holder may be waiting for one. */
const DEFAULT_WAIT_MS = 10 * 60_000;

export async function withRunLock<T>(place: RedisPlace, member: string, work: () => Promise<T>): Promise<T> {
  await acquire(place, member, Date.now() + DEFAULT_WAIT_MS);
  try {
    return await work();
  } finally {
    if (holderOf(place) === member) unlinkSync(place.lockPath);
  }
}

async function acquire(place: RedisPlace, member: string, deadline: number): Promise<void> {
  while (!tryToHold(place, member)) {
    const holder = holderOf(place);
    if (holder !== undefined && !isMemberLiving(place, holder)) dropDeadHolder(place, holder);
    if (Date.now() > deadline) throw lockError(place, holder);
    await sleep(RETRY_MS);
  }
}

function tryToHold(place: RedisPlace, member: string): boolean {
  try {
    symlinkSync(member, place.lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(place: RedisPlace): string | undefined {
  try {
    return readlinkSync(place.lockPath);
  } catch {
    return undefined;
  }
}

/**
 * Two waiters may both find the holder dead; the slower must not remove the lock that the faster has taken meanwhile.
 * So there is one marker for each dead holder: whoever makes it, and then still sees that holder, may remove its lock.
 */
function dropDeadHolder(place: RedisPlace, holder: string): void {
  const marker = `${place.lockPath}.${holder}`;
  try {
    mkdirSync(marker);
  } catch {
    const found = statSync(marker, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > STUCK_TAKEOVER_MS) rmdirSync(marker);
    return;
  }
  if (holderOf(place) === holder) unlinkSync(place.lockPath);
  rmdirSync(marker);
}

function lockError(place: RedisPlace, holder: string | undefined): EmbeddedRedisError {
  return new EmbeddedRedisError(
    'REDIS_START_FAILED',
    `Another engine (${holder ?? 'unknown'}) holds ${place.lockPath} and does not let go. ` +
      'End that process, or set REDIS_URL to use a Redis of your own.',
  );
}
