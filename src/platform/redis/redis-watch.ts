import type { Redis } from 'ioredis';
import type { Logger } from '../log.js';

/** Why the state store cannot carry a decision. Stable: readiness tells them. */
export type RedisTrouble = 'REDIS_DOWN' | 'REDIS_LOADING' | 'REDIS_READONLY' | 'REDIS_FULL';

const ASK_EVERY_MS = 200;
/**
 * After so many questions in a row without any answer the connection is given up: what was written to it would stay in
 * memory, and a new one is through as soon as the server is.
 */
const SILENT_QUESTIONS = 2;
/** A name may lead to a new primary by now: a connection that can only read is opened anew every five seconds. */
const READONLY_QUESTIONS = 25;

/**
 * Writes nothing, since the key never exists, and is yet refused by all that would refuse a decision: a server that
 * loads its file, a replica, too few replicas, a disk or a memory that is full. PING would be answered by most of them.
 */
const QUESTION = ['px:{default:probe}:never', '1', 'XX'] as const;

/** Asks Redis a few times a second whether it would take a write, and gives up connections that lead nowhere. */
export class RedisWatch {
  #trouble?: RedisTrouble;
  #asking?: Promise<RedisTrouble | undefined>;
  #timer?: NodeJS.Timeout;
  #silent = 0;
  #readOnly = 0;

  constructor(
    private readonly client: Redis,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.ask(), ASK_EVERY_MS);
    this.#timer.unref();
    // What comes back is told at once, not with the next question.
    this.client.on('ready', () => void this.ask());
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What is wrong now, or nothing. A trouble that is known is told at once; otherwise Redis is asked. */
  async trouble(): Promise<RedisTrouble | undefined> {
    return this.#trouble ?? this.ask();
  }

  /** One question at a time: a hanging server is not asked more often than it answers. */
  ask(): Promise<RedisTrouble | undefined> {
    this.#asking ??= this.askOnce().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  private async askOnce(): Promise<RedisTrouble | undefined> {
    const error = await this.client.set(...QUESTION).then(
      () => undefined,
      (refusal: Error) => refusal,
    );
    const trouble = error && troubleOf(error);
    this.tell(trouble);
    this.giveUp(error, trouble);
    return trouble;
  }

  private tell(trouble: RedisTrouble | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble) this.log.warn({ trouble }, 'Redis cannot carry decisions');
    else this.log.info('Redis carries decisions again');
  }

  private giveUp(error: Error | undefined, trouble: RedisTrouble | undefined): void {
    this.#silent = error && /timed out/i.test(error.message) ? this.#silent + 1 : 0;
    this.#readOnly = trouble === 'REDIS_READONLY' ? this.#readOnly + 1 : 0;
    if (this.#silent < SILENT_QUESTIONS && this.#readOnly < READONLY_QUESTIONS) return;
    this.#silent = 0;
    this.#readOnly = 0;
    this.client.disconnect(true);
  }
}

/** By the first word of the answer (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors). */
export function troubleOf({ message }: Error): RedisTrouble {
  if (message.startsWith('LOADING')) return 'REDIS_LOADING';
  if (/^(READONLY|NOREPLICAS|MISCONF)/.test(message)) return 'REDIS_READONLY';
  if (message.startsWith('OOM')) return 'REDIS_FULL';
  return 'REDIS_DOWN';
}
