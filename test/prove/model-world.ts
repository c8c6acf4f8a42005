import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import { readStamped } from '../../src/commands/model/read-stamped.js';
import { MODEL_NAME, type ModelVersionAnswer } from '../../src/contract/models.js';
import type { ModelAuditEntry, ModelRelease } from '../../src/contract/releases.js';
import type { CustomerId, TenantId } from '../../src/core/types/ids.js';
import { withMetadata } from '../../src/release/onnx/stamp-file.js';
import { STAMP_KEY } from '../../src/release/read-stamp.js';
import { keys } from '../../src/state/keys.js';
import { callEngine, JWT_SECRET, OPERATOR_TOKEN } from './decision-traffic.js';
import { withPrivateRedis } from './private-redis.js';
import { repositoryRoot } from './repository.js';
import { withTempFolder } from './temp-folder.js';
import { writeEditedConfig } from './edited-config.js';

export const CUSTOMERS = 60_000;
const OFFERS = 32;
const CATEGORIES = ['coffee', 'bar', 'takeaway', 'restaurant-budget', 'restaurant-mid'];
const GRANTED = { status: 'granted', textVersion: 'prove-1', at: new Date(0).toISOString() };

export interface LoadPlan {
  readonly url: string;
  readonly token: string;
  readonly ratePerSecond: number;
  readonly customers: number;
  readonly seed: number;
  /** Chance that an offer is accepted; of customers whose bucket lies below the bound, by the challenger's. */
  readonly accept: { readonly champion: number; readonly challenger: number; readonly challengerBuckets: number };
}

export interface LoadFigures {
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  readonly shown: number;
  readonly accepted: number;
  readonly longestGapMs: number;
  readonly faults: readonly string[];
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** One of two hundred. */
  readonly decisionIds: readonly string[];
}

/** An engine whose customers may all be asked, with as many offers for each as make the model work. */
export function withModelEngine<T>(work: (engine: EngineProcess) => Promise<T>): Promise<T> {
  return withTempFolder((folder) =>
    withPrivateRedis(folder, async ({ url }) => {
      await letCustomersConsent(url);
      const engine = await startEngineProcess({
        env: await settingsIn(folder, url),
        onLog: (line) => process.stderr.write(`engine: ${line}\n`),
      });
      try {
        return await work(engine);
      } finally {
        await engine.stop();
      }
    }),
  );
}

async function settingsIn(folder: string, redisUrl: string): Promise<Record<string, string>> {
  const catalog = join(folder, 'catalog.json');
  await writeFile(catalog, JSON.stringify({ offers: Array.from({ length: OFFERS }, (_, i) => offerOf(i)) }));
  const config = await writeEditedConfig(join(folder, 'config'), {});
  const rate = { perSecond: 100_000, burst: 100_000 };
  await writeFile(join(config, 'limits.yaml'), stringify({ http: { others: rate } }));
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    REDIS_URL: redisUrl,
    PROXIMA_JWKS_URL: '',
    PROXIMA_ROLE: '',
    PROXIMA_CONFIG_DIR: config,
    PROXIMA_DATA_DIR: join(folder, 'data'),
    PROXIMA_JWT_SECRET: JWT_SECRET,
    PROXIMA_ADMIN_TOKEN: OPERATOR_TOKEN,
    PROXIMA_CATALOG: catalog,
  };
}

function offerOf(i: number): object {
  const texts = { de: { neutral: { title: `Offer ${i}`, body: 'Erfunden.' } } };
  return {
    id: `offer-${i}`,
    name: `Offer ${i} (made up)`,
    category: CATEGORIES[i % CATEGORIES.length],
    valueMinor: 300 + 10 * (i % 7),
    validityHours: 2 + (i % 20),
    treatments: [{ id: 'hero', touchpoint: 'web', placement: 'hero', attentionSeconds: 1, texts }],
  };
}

/** Written straight into the state: sixty thousand calls would take longer than the proof. */
async function letCustomersConsent(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const consents = JSON.stringify({
    marketing: { purpose: 'marketing', ...GRANTED },
    profiling: { purpose: 'profiling', ...GRANTED },
  });
  for (let first = 0; first < CUSTOMERS; first += 1_000) {
    const pipeline = redis.pipeline();
    for (let n = first; n < first + 1_000; n += 1)
      pipeline.set(keys.consents({ tenant: 'default' as TenantId, customer: `c${n}` as CustomerId }), consents);
    await pipeline.exec();
  }
  redis.disconnect();
}

/** Asks at a rate until it is stopped. */
export class ModelLoad {
  readonly #child = fork(fileURLToPath(new URL('./model-load.js', import.meta.url)), [], { detached: true });

  constructor(plan: Omit<LoadPlan, 'token' | 'customers'>) {
    this.#child.send({ ...plan, token: OPERATOR_TOKEN, customers: CUSTOMERS } satisfies LoadPlan);
  }

  async stop(): Promise<LoadFigures> {
    const told = once(this.#child, 'message') as Promise<[LoadFigures]>;
    this.#child.send('stop');
    const [figures] = await told;
    return figures;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

const MODEL = `/v1/models/${MODEL_NAME}`;

/** A version of the shipped model. @param note makes it another file. */
export async function shippedModel(note: string): Promise<Uint8Array> {
  const file = readStamped(join(repositoryRoot, 'models', MODEL_NAME, '1'), undefined);
  return Promise.resolve(withMetadata(file, 'note', note));
}

/** Stamps a model of our own making over the columns of the shipped one. */
export async function stamped(model: Uint8Array): Promise<Uint8Array> {
  const path = join(repositoryRoot, 'models', MODEL_NAME, '1', 'manifest.json');
  const { columns, categories, basePrior } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  return withMetadata(model, STAMP_KEY, JSON.stringify({ columns, categories, basePrior }));
}

export async function uploadModel(url: string, file: Uint8Array): Promise<ModelVersionAnswer> {
  const response = await fetch(`${url}${MODEL}/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/octet-stream' },
    body: Buffer.from(file),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the upload was answered ${response.status}: ${text}`);
  return JSON.parse(text) as ModelVersionAnswer;
}

export function challengeWith(url: string, version: string, share: number): Promise<ModelRelease> {
  return callEngine(url, 'PUT', `${MODEL}/aliases/challenger-1`, { version, share });
}

export function promoteVersion(url: string, version: string): Promise<ModelRelease> {
  return callEngine(url, 'POST', `${MODEL}/promote`, { version, override: 'a proof swaps models' });
}

export function readRelease(url: string): Promise<ModelRelease> {
  return callEngine(url, 'GET', `${MODEL}/aliases`);
}

export function readAudit(url: string): Promise<ModelAuditEntry[]> {
  return callEngine(url, 'GET', `${MODEL}/audit?limit=1000`);
}
