import { Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { withScripts, type Scripts } from './scripts.js';
import type { Redis } from 'ioredis';

/** The one way from the repositories to Redis: scripts known, faults turned into a refusal that clients understand. */
@Injectable()
export class StateStore {
  /** Who knows the scripts. */
  readonly #taught = new WeakSet<Redis>();

  constructor(private readonly redis: RedisService) {}

  /** @throws Refused STATE_UNAVAILABLE when Redis does not answer in time. A fault of ours (a broken script) stays one. */
  async run<T>(work: (redis: Redis & Scripts) => Promise<T>): Promise<T> {
    const client = this.redis.gathering;
    if (!this.#taught.has(client)) this.#taught.add(withScripts(client));
    try {
      return await work(client as Redis & Scripts);
    } catch (error) {
      if (isOurFault(error as Error)) throw error;
      throw new Refused('STATE_UNAVAILABLE');
    }
  }
}

/** What Redis answers to a wrong command or script; LOADING, READONLY and the like are its own troubles. */
function isOurFault({ name, message }: Error): boolean {
  return name === 'ReplyError'
    ? /^(ERR|WRONGTYPE|NOSCRIPT)/.test(message)
    : !/closed|timed out|writeable|retries|ECONN|EPIPE|ENOENT|destroyed/i.test(message);
}
