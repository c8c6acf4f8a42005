import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEngineProcess } from './engine-process.js';
import { ReplayError } from './replay-error.js';

export interface PrivateEngine {
  url: string;
  pid: number;
  adminToken: string;
  jwtSecret: string;
}

export interface PrivateEngineOptions {
  catalogFile?: string;
  configDir?: string;
  /** A Redis to use in place of an embedded one. */
  redisUrl?: string;
  /** Left out: one that nobody knows. Engines that share a state need the same. */
  jwtSecret?: string;
  /** Its pages give tokens by themselves. */
  isDemo?: boolean;
}

/** An operator's own engine may be set up in this shell; a replay must never write into that system. Empty is unset. */
const NOTHING_FOREIGN = {
  REDIS_URL: '',
  PROXIMA_JWKS_URL: '',
  PROXIMA_ROLE: '',
  PROXIMA_CONFIG_DIR: '',
  PROXIMA_CATALOG: '',
};

/**
 * Runs `work` beside an engine of its own: fresh secrets, a data folder in the temp folder, event time as its clock.
 * Engine and folder are gone afterwards, however `work` ends.
 */
export async function withPrivateEngine<T>(
  {
    catalogFile,
    configDir,
    redisUrl,
    jwtSecret = randomBytes(32).toString('hex'),
    isDemo = false,
  }: PrivateEngineOptions,
  work: (engine: PrivateEngine) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'proxima-replay-'));
  const removeNow = () => rmSync(dataDir, { recursive: true, force: true });
  process.once('exit', removeNow);
  try {
    const adminToken = randomBytes(24).toString('hex');
    const engine = await startEngineProcess({
      env: {
        ...NOTHING_FOREIGN,
        NODE_ENV: 'development',
        LOG_LEVEL: 'warn',
        PROXIMA_DATA_DIR: dataDir,
        PROXIMA_JWT_SECRET: jwtSecret,
        PROXIMA_ADMIN_TOKEN: adminToken,
        PROXIMA_CLOCK: 'events',
        PROXIMA_DEMO: String(isDemo),
        ...(catalogFile === undefined ? {} : { PROXIMA_CATALOG: resolve(catalogFile) }),
        ...(configDir === undefined ? {} : { PROXIMA_CONFIG_DIR: resolve(configDir) }),
        ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      },
      onLog: (line) => process.stderr.write(`engine: ${line}\n`),
    }).catch((error: Error) => {
      throw new ReplayError(error.message);
    });
    // A child that outlives its parent would keep the folder in use; a clean end comes by `stop` below.
    const killNow = () => killQuietly(engine.pid);
    process.once('exit', killNow);
    try {
      return await work({ url: engine.url, pid: engine.pid, adminToken, jwtSecret });
    } finally {
      await engine.stop();
      process.off('exit', killNow);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
    process.off('exit', removeNow);
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
