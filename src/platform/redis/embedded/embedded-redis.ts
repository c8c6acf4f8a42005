// The Redis of an engine that has no REDIS_URL: a private redis-server child on a unix socket, with its data under the
// data dir. Several OS processes on one data dir share one server; the last one to leave stops it; a server that was
// killed is started again on its append-only file. After a `kill -9` of all engines the server's guard ends it within
// seconds, and an engine that comes back before that adopts it.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedRedisError, messageOf } from './embedded-redis.error.js';
import { beatHeart, HEARTBEAT_MS, joinMembers } from './redis-members.js';
import { dataDirError, preparePlace, type RedisPlace } from './redis-place.js';
import { withRunLock } from './redis-run-lock.js';
import { isServerLiving, type RedisServer } from './redis-server-process.js';
import { attachOrLaunch, leaveServer, refuseForeignMembers } from './redis-sharing.js';

export { EmbeddedRedisError, type EmbeddedRedisErrorCode } from './embedded-redis.error.js';

const WATCH_MS = 200;
const STEADY_AFTER_MS = 10_000;
const LONGEST_BACKOFF_MS = 30_000;

export interface EmbeddedRedis {
  /** Stays the same when the server is started again. */
  readonly socketPath: string;
  /** Of the server that lives now. */
  readonly pid: number;
  /** Leaves the server; the last to leave stops it. May be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedRedisOptions {
  dataDir: string;
  onLog?: (line: string) => void;
}

/** Gives a server that answers PING, or throws an EmbeddedRedisError and leaves nothing behind. */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const place = preparePlace(options.dataDir);
  const membership = new Membership(place, options.onLog ?? (() => undefined));
  try {
    await refuseForeignMembers(place);
    await membership.attach();
    return membership;
  } catch (error) {
    await membership.stop().catch(() => undefined);
    throw error instanceof EmbeddedRedisError ? error : dataDirError(place.redisDir, error);
  }
}

/** One user's stay with the server: its heartbeat, and a watch that brings the server back. */
class Membership implements EmbeddedRedis {
  private readonly place: RedisPlace;
  private readonly member: string;
  private readonly onLog: (line: string) => void;
  private readonly ending = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private watch: NodeJS.Timeout | undefined;
  private server: RedisServer | undefined;
  private attachedAt = 0;
  private quickDeaths = 0;
  private healing: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(place: RedisPlace, onLog: (line: string) => void) {
    this.place = place;
    this.onLog = onLog;
    this.member = joinMembers(place);
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  }

  get socketPath(): string {
    return this.server?.socketPath ?? this.place.socketPath;
  }

  get pid(): number {
    return this.server?.pid ?? 0;
  }

  async attach(): Promise<void> {
    const { place, member, ending } = this;
    this.server = await withRunLock(place, member, () => attachOrLaunch(place, ending.signal));
    this.attachedAt = Date.now();
    this.watch ??= setInterval(() => this.look(), WATCH_MS).unref();
  }

  stop(): Promise<void> {
    this.stopped ??= this.leave();
    return this.stopped;
  }

  private async leave(): Promise<void> {
    this.ending.abort();
    clearInterval(this.watch);
    await this.healing;
    await leaveServer(this.place, this.member, this.server).finally(() => clearInterval(this.heartbeat));
  }

  private beat(): void {
    // A heartbeat that fails (disk full, folder gone) must not end the engine; the next one may succeed.
    if (!this.ending.signal.aborted) attempt(() => beatHeart(this.place, this.member));
  }

  private look(): void {
    const isWell = this.server && isServerLiving(this.server) && existsSync(this.server.socketPath);
    if (isWell || this.healing || this.ending.signal.aborted) return;
    this.healing = this.heal().finally(() => (this.healing = undefined));
  }

  private async heal(): Promise<void> {
    const lostPid = this.pid;
    const diedQuickly = Date.now() - this.attachedAt < STEADY_AFTER_MS;
    this.quickDeaths = diedQuickly ? this.quickDeaths + 1 : 0;
    this.onLog(`The embedded Redis (pid ${lostPid}) is gone; starting it again on its append-only file.`);
    while (!this.ending.signal.aborted) {
      try {
        await this.pause();
        await this.attach();
        return this.onLog(`The embedded Redis is back (pid ${this.pid}, before ${lostPid}).`);
      } catch (error) {
        if (this.ending.signal.aborted) return;
        this.quickDeaths += 1;
        this.onLog(`The embedded Redis did not come back, next try in ${this.backoffMs()} ms: ${messageOf(error)}`);
      }
    }
  }

  private backoffMs(): number {
    return this.quickDeaths < 2 ? 0 : Math.min(LONGEST_BACKOFF_MS, 250 * 2 ** (this.quickDeaths - 2));
  }

  private async pause(): Promise<void> {
    const delayMs = this.backoffMs();
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: this.ending.signal, ref: false });
  }
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The caller says why this is of no consequence.
  }
}
