import { setTimeout as sleep } from 'node:timers/promises';
import type { Replay } from '../../src/contract/replay.js';
import { Redis } from 'ioredis';
import { ArchiveService } from '../../src/archive/archive.service.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { createApp } from '../../src/create-app.js';
import { ReplayService } from '../../src/engine/replay.service.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { createLog } from '../../src/platform/log.js';
import type { StoredDecision } from '../../src/state/decision.repository.js';
import { keys } from '../../src/state/keys.js';
import { callEngine, introduceCustomers, orderOf, reactionTo, trafficCatalog } from './decision-traffic.js';
import { withPrivateRedis } from './private-redis.js';
import type { Proof, Say } from './proof.js';
import { runCommand, summaryOf } from './run-command.js';
import { withTempFolder } from './temp-folder.js';
import { trafficSettings, withTrafficEngine } from './traffic-engine.js';

const DECISIONS = 10_000;
const CUSTOMERS = 200;
const AT_ONCE = 16;
const TENANT = 'default' as TenantId;

export const replayExactProof: Proof = {
  name: 'replay-exact',
  about:
    '10,000 logged decisions recompute equal after two more publishes and a restart; a changed field, seed or model shows',
  run: (say) =>
    withTempFolder((folder) =>
      withPrivateRedis(folder, async (redis) => {
        const env = await trafficSettings(folder, redis.url);
        const made = await withTrafficEngine(env, async ({ url }) => {
          const counts = await makeDecisions(url, say);
          await written(redis.url);
          return counts;
        });
        const changes = await withParts(env, async (app) => {
          const catalogs = app.get(CatalogService);
          for (const edition of [2, 3])
            await catalogs.publish(TENANT, await catalogs.add(TENANT, trafficCatalog(edition)));
          return showChanges(app.get(ArchiveService), app.get(ReplayService));
        });
        say('two more catalogs published; the engine is started again');
        await withTrafficEngine(env, ({ url }) => oneMore(url));
        const result = await runCommand(process.execPath, ['dist/src/commands/decisions.command.js', 'replay'], {
          env: { ...process.env, ...env },
          timeoutMs: 10 * 60_000,
          say,
        });
        const { decisions, equal, different, impossible } = summaryOf(result) as Record<string, number>;
        const figure = { made, decisions, equal, different, impossible, changes };
        const shown = Object.values(changes).every(({ equal: isEqual }) => !isEqual);
        return { holds: result.code === 0 && equal === DECISIONS + 1 && decisions === DECISIONS + 1 && shown, figure };
      }),
    ),
};

/** Ten thousand decisions of every kind, with feedback in between that moves the profiles. */
async function makeDecisions(url: string, say: Say): Promise<{ offers: number; silences: number }> {
  await introduceCustomers(url, CUSTOMERS);
  say(`${CUSTOMERS} customers are known`);
  const counts = { offers: 0, silences: 0 };
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < DECISIONS; n = next++) {
      const { request } = orderOf(n, CUSTOMERS);
      const { offers } = await callEngine<DecisionAnswer>(url, 'POST', '/v1/decisions', request);
      counts[offers.length > 0 ? 'offers' : 'silences'] += 1;
      const event = offers[0] && reactionTo(n, offers[0].deliveryId);
      if (event) await callEngine(url, 'POST', '/v1/events', { customer: request.customer, events: [event] });
      if (n % 2500 === 2499) say(`${n + 1} decisions made`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}

async function oneMore(url: string): Promise<void> {
  await callEngine(url, 'POST', '/v1/decisions', orderOf(DECISIONS, CUSTOMERS).request);
  await sleep(1_500);
}

/** Waits until the segments hold all that was noted. */
async function written(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  try {
    for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 250) {
      await sleep(250);
      if ((await redis.xlen(keys.decisionLog(TENANT))) === 0) return;
    }
    throw new Error('the segments were not written within a minute');
  } finally {
    redis.disconnect();
  }
}

type App = Awaited<ReturnType<typeof createApp>>;

/** The engine's own parts in this process, without its ports. */
async function withParts<T>(env: Record<string, string>, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp(readSettings({ ...env, PROXIMA_ROLE: 'engine', PROXIMA_CATALOG: '' }), createLog('warn'));
  try {
    await app.init();
    return await work(app);
  } finally {
    await app.close();
  }
}

/** One decision with offers that the model scored, replayed with one thing changed at a time. */
async function showChanges(archive: ArchiveService, replays: ReplayService): Promise<Record<string, Replay>> {
  const stored = await scored(archive);
  const { record } = stored;
  const { input } = record;
  const { profile } = input;
  const visitsPerMonth = { ...profile.visitsPerMonth, coffee: (profile.visitsPerMonth.coffee ?? 0) + 5 };
  const withInput = (change: Partial<typeof input>): StoredDecision => ({
    ...stored,
    record: { ...record, input: { ...input, ...change } },
  });
  const versions = { ...record.versions, model: record.versions.model.replace(/[0-9a-f]{12}$/, '000000000000') };
  return {
    snapshot: await replays.replayStored(withInput({ profile: { ...profile, visitsPerMonth } })),
    seed: await replays.replayStored(withInput({ seed: input.seed + 1 })),
    model: await replays.replayStored({ ...stored, record: { ...record, versions } }),
  };
}

async function scored(archive: ArchiveService): Promise<StoredDecision> {
  for await (const stored of archive.all(TENANT)) {
    const { consents, situation } = stored.record.input;
    if (stored.record.slots.length > 0 && consents.profiling && situation.cell) return stored;
  }
  throw new Error('no decision with an offer is in the segments');
}
