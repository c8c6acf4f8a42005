import { Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { withScripts, type Scripts } from './scripts.js';
import type { Redis } from 'ioredis';

/** A hundred times what a busy engine has on the way: only while Redis hangs do so many wait, and each holds memory. */
const MOST_WAITING = 4_096;

/** The one way from the repositories to Redis: scripts known, faults turned into a refusal that clients understand. */
@Injectable()
export class StateStore {
  /** Who knows the scripts. */
  readonly #taught = new WeakSet<Redis>();
  readonly #failures: Record<FailureKind, Tally>;
  #waiting = 0;

  constructor(
    private readonly redis: RedisService,
    metrics: Metrics,
  ) {
    this.#failures = metrics.tallies(
      'proxima_redis_failures_total',
      'Work on Redis that failed: no answer in time, no connection, or an error as the answer',
      ['kind', FAILURE_KINDS],
    );
  }

  /** What `run` has been asked so far leaves at once, and not with what comes in the same turn. */
  send(): void {
    this.redis.sendGathered();
  }

  /**
   * @throws Refused STATE_UNAVAILABLE when Redis does not answer in time or takes no writes; OVERLOADED when too many wait
   * for it already. A fault of ours (a broken script) stays one.
   */
  async run<T>(work: (redis: Redis & Scripts) => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw new Refused('OVERLOADED');
    const client = this.redis.gathering;
    if (!this.#taught.has(client)) this.#taught.add(withScripts(client));
    this.#waiting += 1;
    try {
      return await work(client as Redis & Scripts);
    } catch (error) {
      this.#failures[kindOf(error as Error)].add();
      if (isOurFault(error as Error)) throw error;
      throw new Refused('STATE_UNAVAILABLE');
    } finally {
      this.#waiting -= 1;
    }
  }
}

const FAILURE_KINDS = ['timeout', 'unreachable', 'error'] as const;
type FailureKind = (typeof FAILURE_KINDS)[number];

function kindOf(error: Error): FailureKind {
  if (error.name === 'ReplyError' || isOurFault(error)) return 'error';
  return /timed out/i.test(error.message) ? 'timeout' : 'unreachable';
}

/**
 * What Redis answers to a wrong command or script; LOADING, READONLY and the like are its own troubles. Before Redis 7
 * a script that met one of them called it an ERR.
 */
export function isOurFault({ name, message }: Error): boolean {
  if (/^ERR .*-(READONLY|OOM|MISCONF|NOREPLICAS|LOADING) /.test(message)) return false;
  return name === 'ReplyError'
    ? /^(ERR|WRONGTYPE|NOSCRIPT)/.test(message)
    : !/closed|timed out|writeable|retries|ECONN|EPIPE|ENOENT|destroyed/i.test(message);
}
