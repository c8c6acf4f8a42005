import type { Redis } from 'ioredis';

export async function usedMemoryBytes(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}

export interface KeyKind {
  /** The key with everything that names one customer, decision or day replaced by `*`. */
  pattern: string;
  keys: number;
  bytesPerKey: number;
}

/** What the keys of the engine weigh, by kind, from a sample of each. */
export async function keyKinds(redis: Redis, match: string): Promise<KeyKind[]> {
  const byPattern = new Map<string, string[]>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', match, 'COUNT', 1000);
    for (const key of keys) {
      const pattern = patternOf(key);
      const known = byPattern.get(pattern);
      if (known) known.push(key);
      else byPattern.set(pattern, [key]);
    }
    cursor = next;
  } while (cursor !== '0');

  const kinds: KeyKind[] = [];
  for (const [pattern, keys] of byPattern) {
    const sample = keys.slice(0, 50);
    const sizes = await Promise.all(sample.map((key) => redis.memory('USAGE', key)));
    const bytesPerKey = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / sample.length;
    kinds.push({ pattern, keys: keys.length, bytesPerKey });
  }
  return kinds.sort((a, b) => b.keys * b.bytesPerKey - a.keys * a.bytesPerKey);
}

function patternOf(key: string): string {
  return key.replace(/\{[^}]*\}/, '{*}').replace(/[0-9A-Za-z-]*\d[0-9A-Za-z-]*/g, '*');
}

/** Processor time of Redis for each command since the statistics were reset, dearest first, as words. */
export async function commandCosts(redis: Redis): Promise<string> {
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+),usec=(\d+)/gm)]
    .map(([, name, calls, us]) => ({ name, calls: Number(calls), us: Number(us) }))
    .sort((a, b) => b.us - a.us)
    .slice(0, 5)
    .map(({ name, calls, us }) => `${name} ${(us / calls).toFixed(0)} µs x ${calls}`)
    .join(', ');
}
