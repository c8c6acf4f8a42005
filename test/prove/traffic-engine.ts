import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import { JWT_SECRET, OPERATOR_TOKEN, trafficCatalog } from './decision-traffic.js';

/** The settings of an engine whose state lies in `folder` and in the Redis at `redisUrl`, on event time. */
export async function trafficSettings(folder: string, redisUrl: string): Promise<Record<string, string>> {
  const catalog = join(folder, 'catalog.json');
  await writeFile(catalog, JSON.stringify(trafficCatalog(1)));
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    REDIS_URL: redisUrl,
    PROXIMA_JWKS_URL: '',
    PROXIMA_ROLE: '',
    PROXIMA_CONFIG_DIR: '',
    PROXIMA_DATA_DIR: join(folder, 'data'),
    PROXIMA_JWT_SECRET: JWT_SECRET,
    PROXIMA_ADMIN_TOKEN: OPERATOR_TOKEN,
    PROXIMA_CLOCK: 'events',
    PROXIMA_CATALOG: catalog,
  };
}

export async function withTrafficEngine<T>(
  env: Record<string, string>,
  work: (engine: EngineProcess) => Promise<T>,
): Promise<T> {
  const engine = await startEngineProcess({ env, onLog: (line) => process.stderr.write(`engine: ${line}\n`) });
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}
