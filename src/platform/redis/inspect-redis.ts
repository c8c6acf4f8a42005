import { Redis } from 'ioredis';

const ANSWER_WITHIN_MS = 2_000;
const PINGS = 20;

/** How a Redis is, as far as it may be asked. */
export interface RedisReport {
  readonly version: string;
  /** Undefined where the server does not tell (managed ones forbid CONFIG). */
  readonly evictionPolicy?: string;
  readonly isAppendOnly?: boolean;
  /** The middle one of some PINGs. */
  readonly pingMs: number;
  /** Its clock less ours. */
  readonly clockAheadMs: number;
}

/** @throws Error when it cannot be reached or does not let us in; the words name no password. */
export async function inspectRedis(url: string): Promise<RedisReport> {
  const options = { lazyConnect: true, retryStrategy: () => null, commandTimeout: ANSWER_WITHIN_MS };
  const path = url.startsWith('/') ? url : /^unix:\/\/(.*)$/.exec(url)?.[1];
  const client = path
    ? new Redis({ ...options, path })
    : new Redis(url, { ...options, connectTimeout: ANSWER_WITHIN_MS });
  let fault: NodeJS.ErrnoException | undefined;
  client.on('error', (error) => (fault = error));
  try {
    await client.connect().catch((error: Error) => {
      throw new Error(fault?.code ?? /^[A-Z]+/.exec(fault?.message ?? error.message)?.[0] ?? 'no connection');
    });
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

async function ask(client: Redis): Promise<RedisReport> {
  const timesMs: number[] = [];
  for (let ping = 0; ping < PINGS; ping += 1) {
    const startedMs = performance.now();
    await client.ping();
    timesMs.push(performance.now() - startedMs);
  }
  const [seconds, micros] = await client.time();
  const info = await client.info('server');
  const appendOnly = await configOf(client, 'appendonly');
  return {
    version: /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
    evictionPolicy: await configOf(client, 'maxmemory-policy'),
    isAppendOnly: appendOnly === undefined ? undefined : appendOnly === 'yes',
    pingMs: timesMs.sort((a, b) => a - b)[PINGS / 2]!,
    clockAheadMs: Number(seconds) * 1000 + Number(micros) / 1000 - Date.now(),
  };
}

async function configOf(client: Redis, name: string): Promise<string | undefined> {
  const answer = await client.config('GET', name).catch(() => undefined);
  // RESP3 answers with a map, RESP2 with a list.
  if (Array.isArray(answer)) return answer[1] as string | undefined;
  return (answer as Record<string, string> | undefined)?.[name];
}
