import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { startEngineProcess } from '../../src/commands/engine-process.js';
import type { ProfileWrite } from '../../src/contract/profile.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import type { Owner } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';
import { benchCatalog } from './bench-catalog.js';
import { writeBenchConfig } from './bench-config.js';
import type { MeasuredPath } from './measured-path.js';
import { Probed, probeEnv } from './probed.js';

export interface EnginePath extends MeasuredPath {
  /** GET with the rights of an operator. */
  read: (path: string) => Promise<unknown>;
  /** What the engine tells Prometheus; undefined when it tells nothing. */
  metrics: () => Promise<string | undefined>;
  stop(): Promise<void>;
}

interface EngineOptions {
  redis: Redis;
  redisUrl: string;
  customers: readonly string[];
  modelsDir: string;
  workDir: string;
  probeDir: string;
  profile: boolean;
  onLog: (line: string) => void;
}

const SECRET = 'a secret of the bench alone, made of more than 32 bytes';
const ADMIN_TOKEN = 'bench-admin-token-0123456789abcdef';

/** Starts the built engine with a catalog and a policy under which every report leads to a push. */
export async function startEnginePath(options: EngineOptions): Promise<EnginePath> {
  const { redis, redisUrl, customers, modelsDir, workDir, probeDir, profile, onLog } = options;
  const catalogPath = join(workDir, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(benchCatalog()));
  const dataDir = join(workDir, 'data');
  mkdirSync(dataDir, { recursive: true });
  const engine = await startEngineProcess({
    env: {
      REDIS_URL: redisUrl,
      PROXIMA_DATA_DIR: dataDir,
      PROXIMA_JWT_SECRET: SECRET,
      PROXIMA_ADMIN_TOKEN: ADMIN_TOKEN,
      PROXIMA_MODELS_DIR: modelsDir,
      PROXIMA_CATALOG: catalogPath,
      PROXIMA_CONFIG_DIR: writeBenchConfig('config', join(workDir, 'config')),
      PROXIMA_CLOCK: 'server',
      // A profile tells of one process.
      PROXIMA_PROCESSES: profile ? '1' : (process.env.PROXIMA_PROCESSES ?? 'auto'),
      LOG_LEVEL: 'warn',
      ...probeEnv(probeDir, profile),
    },
    onLog,
  });
  return {
    name: 'engine',
    pid: engine.pid,
    url: engine.url,
    probed: new Probed(engine.pid, probeDir),
    authOf: async (customer) => ({ token: await signToken({ secret: SECRET, role: 'device', subject: customer }) }),
    needsConsent: true,
    beforeRun: () => forgetContacts(redis, customers),
    read: (path) => call(`${engine.url}${path}`, 'GET'),
    metrics: () => metricsOf(engine.url),
    stop: () => engine.stop(),
  };
}

/** What is known of the customers before the first report. */
export async function writeProfiles(engine: EnginePath, customers: readonly string[]): Promise<void> {
  for (let first = 0; first < customers.length; first += 20) {
    const batch = customers.slice(first, first + 20);
    await Promise.all(
      batch.map((customer, index) =>
        call(`${engine.url}/v1/customers/${customer}/profile`, 'PUT', profileOf(first + index)),
      ),
    );
  }
}

/**
 * A customer is contacted a few times a day; here it would be some hundred times a minute. What was pushed in the runs
 * before is forgotten, so that the list of contacts stays as long as a real one.
 */
async function forgetContacts(redis: Redis, customers: readonly string[]): Promise<void> {
  await redis.del(customers.map((customer) => keys.contacts({ tenant: 'default', customer } as Owner)));
}

function profileOf(number: number): ProfileWrite {
  return {
    locale: 'de',
    addressForm: number % 2 === 0 ? 'du' : 'sie',
    timeZone: 'Europe/Berlin',
    attributes: { age: 20 + (number % 50), tier: number % 3 === 0 ? 'gold' : 'silver', newsletter: true },
    visitsPerMonth: { coffee: number % 12, bar: number % 5, takeaway: 2, 'restaurant-budget': 3, 'restaurant-mid': 1 },
    purchasesPerMonth: { coffee: number % 6, takeaway: 1 },
    affinities: { coffee: 0.6, bar: 0.1, takeaway: 0.4, 'restaurant-mid': 0.3 },
  };
}

async function metricsOf(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const text = await response.text();
  return response.ok ? text : undefined;
}

async function call(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
