import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import { writeConfig } from '../support/config.js';
import { Marketer } from '../support/marketer.js';
import { TestRedis } from '../support/redis.js';
import { SECRET } from '../support/tokens.js';

export interface CatalogEngine {
  readonly engine: EngineProcess;
  readonly redis: TestRedis;
  readonly mia: Marketer;
  readonly folder: string;
  readonly env: Record<string, string>;
}

/** Nothing holds an offer back but what its row says. */
function letAllThrough(policy: Record<string, unknown>): void {
  const { contact, arbitration, moments } = policy as Record<string, Record<string, unknown>>;
  contact!.caps = [];
  arbitration!.minPropensity = 0;
  arbitration!.pressureMinor = 0;
  for (const table of [arbitration!.interruptionCostMinor, moments!.attentionSeconds] as Record<string, number>[])
    for (const moment of Object.keys(table)) table[moment] = table === moments!.attentionSeconds ? 300 : 0;
}

/** An engine with a worker beside it, on a Redis of its own, for the time of `work`. */
export async function withCatalogEngine<T>(
  folder: string,
  env: Record<string, string>,
  work: (world: CatalogEngine) => Promise<T>,
): Promise<T> {
  const redis = await TestRedis.start();
  const all = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    REDIS_URL: redis.socketPath,
    PROXIMA_DATA_DIR: join(folder, 'data'),
    PROXIMA_CONFIG_DIR: writeConfig(folder, letAllThrough as never),
    PROXIMA_CATALOG: '',
    PROXIMA_JWT_SECRET: SECRET,
    ...env,
  };
  let engine: EngineProcess | undefined;
  try {
    engine = await startEngineProcess({ env: all, onLog: (line) => process.stderr.write(`engine: ${line}\n`) });
    return await work({ engine, redis, mia: await Marketer.of(engine.url), folder, env: all });
  } finally {
    await engine?.stop();
    await redis.stop();
    rmSync(join(folder, 'data'), { recursive: true, force: true });
  }
}
