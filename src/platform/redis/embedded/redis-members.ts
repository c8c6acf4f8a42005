// Who uses the embedded Redis: one empty file a living user, named <realm>.<pid>.<start ticks>.<number>.
// A user of this realm is judged by its process. A user of another realm (another container, machine or mount of the same
// folder) cannot be seen, so it is judged by its heartbeat, the file's time of change.
import { closeSync, openSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessLiving, startTicksOf } from './process-liveness.js';
import { dataDirError, type RedisPlace } from './redis-place.js';

export const HEARTBEAT_MS = 1_000;
export const HEARTBEAT_LOST_MS = 5_000;

let joinedCount = 0;

/** Returns the new member's name. */
export function joinMembers(place: RedisPlace): string {
  joinedCount += 1;
  const member = [place.realm, process.pid, startTicksOf(process.pid), joinedCount].join('.');
  try {
    beatHeart(place, member);
  } catch (error) {
    throw dataDirError(place.redisDir, error);
  }
  return member;
}

/** Makes the file anew when somebody has removed it. */
export function beatHeart(place: RedisPlace, member: string): void {
  const path = join(place.membersDir, member);
  closeSync(openSync(path, 'a', 0o600));
  const now = new Date();
  utimesSync(path, now, now);
}

export function removeMember(place: RedisPlace, member: string): void {
  rmSync(join(place.membersDir, member), { force: true });
}

/** The living members; the files of dead ones are swept away. */
export function livingMembers(place: RedisPlace): string[] {
  const members = readdirSync(place.membersDir);
  const living = members.filter((member) => isMemberLiving(place, member));
  members.filter((member) => !living.includes(member)).forEach((member) => removeMember(place, member));
  return living;
}

export function isForeign(place: RedisPlace, member: string): boolean {
  return !member.startsWith(`${place.realm}.`);
}

export function isMemberLiving(place: RedisPlace, member: string): boolean {
  if (isForeign(place, member)) return hasHeartbeat(join(place.membersDir, member));
  const [, pid, startTicks] = member.split('.');
  return isProcessLiving(Number(pid), startTicks ?? '');
}

function hasHeartbeat(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < HEARTBEAT_LOST_MS;
}
