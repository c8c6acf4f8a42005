import type { Redis } from 'ioredis';

/** Every key with all that it holds, as one text. */
export async function readEverything(redis: Redis): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const found of redis.scanStream({ count: 1000 })) {
    for (const key of found as string[]) {
      const content = await readKey(redis, key);
      if (content !== GONE) contents.set(key, JSON.stringify(content));
    }
  }
  return contents;
}

/** Its time was over between the two questions. */
const GONE = Symbol('gone');

async function readKey(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    case 'hash':
      return redis.hgetall(key);
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none':
      return GONE;
    default:
      throw new Error(`${key} is a ${type}, which no test looks into`);
  }
}
