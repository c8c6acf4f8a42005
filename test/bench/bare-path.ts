import type { Redis } from 'ioredis';
import type { BareReady } from './bare-server.js';
import { endChild, forkSibling, nextMessage } from './child-process.js';
import type { MeasuredPath } from './measured-path.js';
import { Probed, probeEnv } from './probed.js';
import { SPOTS } from './walk.js';

export interface BarePath extends MeasuredPath {
  columns: number;
  runUs: number;
  stop(): Promise<void>;
}

interface BareOptions {
  redis: Redis;
  redisUrl: string;
  modelDir: string;
  probeDir: string;
  customers: readonly string[];
}

/** Writes the packed profiles (1 kB each) and starts the bare server over them. */
export async function startBarePath({
  redis,
  redisUrl,
  modelDir,
  probeDir,
  customers,
}: BareOptions): Promise<BarePath> {
  const writes = redis.pipeline();
  customers.forEach((customer, number) => {
    const profile = Float32Array.from({ length: 256 }, (_, index) => ((index * 7 + number) % 13) / 13);
    profile[0] = number % SPOTS;
    writes.set(`bench:{${customer}}:profile`, Buffer.from(profile.buffer));
  });
  await writes.exec();

  const env = { REDIS_URL: redisUrl, BENCH_MODEL_DIR: modelDir, ...probeEnv(probeDir, false) };
  const child = forkSibling('bare-server.js', { name: 'the bare server', env });
  const isReady = (message: unknown) =>
    (message as BareReady).type === 'listening' ? (message as BareReady) : undefined;
  try {
    const { port, columns, runUs } = await nextMessage(child, 'the bare server', 15_000, isReady);
    return {
      name: 'bare',
      pid: child.pid!,
      url: `http://127.0.0.1:${port}`,
      probed: new Probed(child.pid!, probeDir),
      authOf: (customer) => Promise.resolve({ customer }),
      needsConsent: false,
      beforeRun: () => Promise.resolve(),
      columns,
      runUs,
      stop: () => endChild(child),
    };
  } catch (fault) {
    await endChild(child);
    throw fault;
  }
}
