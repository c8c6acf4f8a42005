import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntry } from '../../src/contract/catalog-upload.js';
import type { ServedCatalog } from '../../src/contract/served-catalog.js';
import { writeConfig } from '../support/config.js';
import { Marketer } from '../support/marketer.js';
import { TestRedis } from '../support/redis.js';
import { SECRET } from '../support/tokens.js';
import { Mortal, releaseThroughCrashes, ServedWatch } from './crash-world.js';
import type { Proof, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

const KILLS = 50;
const SEED = 20261122;
const OFFERS = 3_000;
/** From sending the file to serving it takes about so long, undisturbed: kills fall all over it. */
const SPAN_MS = 2_500;

interface KillFigure {
  readonly victim: 'engine' | 'worker';
  readonly afterMs: number;
  readonly seconds: number;
  readonly effects: number;
  readonly isWhole: boolean;
}

export const crashProof: Proof = {
  name: 'crash',
  about: `kill -9 of worker and engine at ${KILLS} random moments of upload and publish: one whole version serves, one effect each`,
  run: (say) =>
    withTempFolder(async (folder) => {
      const redis = await TestRedis.start();
      const configDir = writeConfig(folder);
      const env = (name: string, role: string) => ({
        NODE_ENV: 'development',
        LOG_LEVEL: 'silent',
        REDIS_URL: redis.socketPath,
        PROXIMA_DATA_DIR: join(folder, name),
        PROXIMA_CONFIG_DIR: configDir,
        PROXIMA_CATALOG: '',
        PROXIMA_JWT_SECRET: SECRET,
        PROXIMA_ROLE: role,
      });
      const engine = new Mortal(env('engine', 'engine'));
      const worker = new Mortal(env('worker', 'worker'));
      const witness = new Mortal(env('witness', 'engine'));
      try {
        await Promise.all([engine.start(), worker.start(), witness.start()]);
        return await killAndLook({ engine, worker, witness }, say);
      } finally {
        await Promise.all([engine.stop(), worker.stop(), witness.stop()]);
        await redis.stop();
      }
    }),
};

interface World {
  readonly engine: Mortal;
  readonly worker: Mortal;
  readonly witness: Mortal;
}

async function killAndLook({ engine, worker, witness }: World, say: Say) {
  const marketer = await Marketer.of(witness.url);
  await releaseThroughCrashes(engine, sheetOf(1_000), 'first');
  const watch = new ServedWatch(witness.url);
  watch.start();
  const random = mulberry(SEED);
  const kills: KillFigure[] = [];
  for (let n = 0; n < KILLS; n += 1) {
    const victim = random() < 0.5 ? 'engine' : 'worker';
    const afterMs = Math.round(random() * SPAN_MS);
    const release = releaseThroughCrashes(engine, sheetOf(1_001 + n), `release-${n}`);
    const mortal = victim === 'engine' ? engine : worker;
    await sleep(afterMs);
    await mortal.kill();
    await mortal.start();
    const { version, seconds } = await release;
    const { body: served } = await marketer.ask<ServedCatalog>('GET', 'offers');
    const { body: audit } = await marketer.ask<AuditEntry[]>('GET', 'audit?limit=20');
    const effects = audit.filter(({ publication }) => publication === `release-${n}`).length;
    const isWhole =
      served.version === version &&
      served.offers.length === OFFERS &&
      served.offers.every(({ valueMinor }) => valueMinor === 1_001 + n);
    kills.push({ victim, afterMs, seconds, effects, isWhole });
    say(
      `${n + 1}: ${victim} after ${afterMs} ms, live after ${seconds} s, ${effects} effect, ${isWhole ? 'whole' : 'NOT WHOLE'}`,
    );
  }
  await watch.stop();
  for (const line of watch.mixed.slice(0, 5)) say(`mixed: ${line}`);
  const holds = watch.mixed.length === 0 && kills.every(({ effects, isWhole }) => effects === 1 && isWhole);
  const seconds = kills.map((kill) => kill.seconds).sort((a, b) => a - b);
  const ofWorker = kills.filter(({ victim }) => victim === 'worker').length;
  const figure = {
    kills: KILLS,
    ofWorker,
    looks: watch.looks,
    mixed: watch.mixed.length,
    p50S: seconds[KILLS / 2],
    maxS: seconds.at(-1),
  };
  return { holds, figure };
}

/** All rows of a version are worth the same, so that two versions in one answer would show. */
function sheetOf(value: number): string {
  const rows = Array.from({ length: OFFERS }, (_, i) => `o-${i},coffee,${value / 100},yes,Title ${i},Text`);
  return ['ID,Category,Value,Everywhere,Title,Text', ...rows].join('\n');
}

/** Mulberry32, by Tommy Ettinger (public domain): the same moments in each run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
