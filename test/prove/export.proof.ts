import { Redis } from 'ioredis';
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SealedDecision } from '../../src/archive/export/decision-rows.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { CatalogInput } from '../../src/contract/catalog.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import { localTimeIn } from '../../src/core/context/local-time.js';
import { compileEncoder } from '../../src/core/features/encoder.js';
import { unpackInput } from '../../src/core/record/decision-record.js';
import type { Catalog } from '../../src/core/types/offer.js';
import type { CustomerId, DecisionId } from '../../src/core/types/ids.js';
import { createApp } from '../../src/create-app.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { createLog } from '../../src/platform/log.js';
import { featureContract } from '../../src/scoring/feature-contract.js';
import { keys } from '../../src/state/keys.js';
import {
  callEngine,
  customerOf,
  introduceCustomers,
  OPERATOR_TOKEN,
  orderOf,
  trafficCatalog,
} from './decision-traffic.js';
import {
  deliveryOf,
  DECISIONS,
  hideSubjects,
  HIDDEN,
  idOf,
  makeSubjects,
  plantSegments,
  rewardOf,
  SUBJECTS,
  subjectOf,
  TENANT,
  textOf,
  timeOf,
  type Planted,
  type Template,
} from './export-world.js';
import { readByPyarrow, type PythonReading } from './export-python.js';
import { PeakMemory } from './peak-memory.js';
import { withPrivateRedis } from './private-redis.js';
import type { Proof, Say } from './proof.js';
import { runCommand, summaryOf } from './run-command.js';
import { withTempFolder } from './temp-folder.js';
import { trafficSettings, withTrafficEngine } from './traffic-engine.js';

const MOST_SECONDS = 60;
/** 300 MB: of the process that exports, and of all that the export adds to engine and process together. */
const MOST_MIB = 300e6 / 2 ** 20;
const TEMPLATES = 3_000;
const CUSTOMERS = 300;
const AT_ONCE = 16;
/** Of what is planted, without the decisions that it was made from. */
const RANGE = ['--from', new Date(timeOf(0)).toISOString(), '--to', new Date(timeOf(DECISIONS - 1)).toISOString()];
const SAMPLE = 500;
const PLACES = [
  ['app-push', 'card'],
  ['app-screen', 'card'],
  ['app-screen', 'banner'],
  ['web', 'hero'],
  ['web', 'card'],
] as const;

export const exportProof: Proof = {
  name: 'export',
  about:
    '1,000,000 decisions to Parquet in 60 s and 300 MB; pyarrow reads it, and every reward, feature and absence is as planted',
  run: (say) =>
    withTempFolder((folder) =>
      withPrivateRedis(folder, async ({ url }) => {
        const env = await trafficSettings(folder, url);
        await writeFile(env.PROXIMA_CATALOG!, JSON.stringify(exportCatalog()));
        const redis = new Redis(url);
        try {
          const templates = await withTrafficEngine(env, (engine) => makeTemplates(engine.url, redis, say));
          const { planted, catalog } = await plant(env, redis, templates, say);
          const measured = await measure(env, folder, say);
          const { out, ...figure } = measured;
          const told = await readByPyarrow(folder, out, sampleIds());
          const misses = [...missesOf(measured), ...faultsOf(told, planted, templates, catalog)];
          const { pyarrow, rows, groups, decisions, rewards } = told;
          return {
            holds: misses.length === 0,
            figure: { ...figure, pyarrow, rows, groups, decisions, rewards, compared: told.sample.length, misses },
          };
        } finally {
          redis.disconnect();
        }
      }),
    ),
};

/** The offers of the traffic in every place, without an end of them: so that most decisions show something. */
function exportCatalog(): CatalogInput {
  const { name, offers } = trafficCatalog(1);
  return {
    name,
    offers: offers.map(({ caps: _caps, stock: _stock, ...offer }, n) => ({
      ...offer,
      validTo: n % 5 === 0 ? '2026-06-05T12:00:00Z' : undefined,
      treatments: PLACES.map(([touchpoint, placement], place) => ({
        ...offer.treatments[0]!,
        id: `treatment-${place}`,
        touchpoint,
        placement,
      })),
    })),
  };
}

/** Real decisions, of every kind, by a running engine. */
async function makeTemplates(url: string, redis: Redis, say: Say): Promise<Template[]> {
  await introduceCustomers(url, CUSTOMERS);
  const templates: Template[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < TEMPLATES; n = next++) {
      const { request } = orderOf(n, CUSTOMERS);
      const { decisionId } = await callEngine<DecisionAnswer>(url, 'POST', '/v1/decisions', request);
      const owner = { tenant: TENANT, customer: customerOf(n % CUSTOMERS) as CustomerId };
      const text = await redis.get(keys.decision(owner, decisionId as DecisionId));
      // One that could not be committed leaves no record.
      if (text !== null) templates.push({ text, decision: JSON.parse(text) as SealedDecision });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const shown = templates.filter(({ decision }) => deliveryOf(decision)).length;
  say(`${templates.length} real decisions, ${shown} of which show an offer`);
  if (shown < templates.length / 2) throw new Error('most decisions are silences: the world is not what it should be');
  return templates;
}

async function plant(env: Record<string, string>, redis: Redis, templates: readonly Template[], say: Say) {
  const settings = readSettings({ ...env, PROXIMA_ROLE: 'engine', PROXIMA_CATALOG: '' });
  const app = await createApp(settings, createLog('warn'));
  try {
    await app.init();
    const subjects = await makeSubjects(app, redis, templates[0]!);
    const planted = await plantSegments(settings.PROXIMA_DATA_DIR, templates, subjects, say);
    await hideSubjects(app);
    const { catalog } = templates[0]!.decision.versions;
    return { planted, catalog: (await app.get(CatalogService).version(TENANT, catalog))! };
  } finally {
    await app.close();
  }
}

type Measured = Awaited<ReturnType<typeof measure>>;

/** By the command, from a running engine whose memory is watched; a client that went away before it holds up nobody. */
async function measure(env: Record<string, string>, folder: string, say: Say) {
  return withTrafficEngine(env, async ({ pid, url }) => {
    const peak = new PeakMemory(pid);
    await sleep(2_000);
    peak.restart();
    await sleep(1_000);
    const idleMib = peak.mib;
    const freedMs = await goAway(url);
    peak.restart();
    const out = join(folder, 'decisions.parquet');
    const args = ['export', '--url', url, '--token', OPERATOR_TOKEN, '--out', out, '--rows', 'decisions', ...RANGE];
    const command = ['dist/src/commands/decisions.command.js', ...args];
    const traffic = beside(url);
    const { seconds, bytes } = summaryOf(
      await runCommand(process.execPath, command, { env: { ...process.env, ...env }, timeoutMs: 600_000, say }),
    ) as { seconds: number; bytes: number };
    const p99Ms = await traffic.stop();
    peak.stop();
    const mebibytes = Math.round(bytes / 2 ** 20);
    if (statSync(out).size !== bytes) throw new Error('the summary tells another size than the file has');
    return {
      out,
      seconds,
      exportMib: peak.childrenMib,
      peakMib: peak.mib,
      idleMib,
      addedMib: peak.mib - idleMib,
      freedMs,
      p99MsBeside: p99Ms,
      mebibytes,
    };
  });
}

/** Asks, reads a little, and goes; @returns after how many milliseconds another export was let in. */
async function goAway(url: string): Promise<number> {
  const path = `${url}/v1/exports/decisions?format=`;
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const leaving = new AbortController();
  const first = await fetch(`${path}csv`, { headers, signal: leaving.signal });
  await first.body!.getReader().read();
  const refused = await fetch(`${path}csv`, { headers });
  if (refused.status !== 503) throw new Error(`a second export beside the first was answered ${refused.status}`);
  leaving.abort();
  const left = performance.now();
  for (;;) {
    const reply = await fetch(`${path}ndjson&to=0`, { headers });
    await reply.text();
    if (reply.ok) return Math.round(performance.now() - left);
    if (performance.now() - left > 10_000) throw new Error('an export whose client went away goes on');
    await sleep(20);
  }
}

/** Twenty decisions a second, to see what the export leaves of the machine. */
function beside(url: string): { stop(): Promise<number> } {
  const took: number[] = [];
  // Later than all that is planted: the clock of events goes by them.
  let n = 2_000_000;
  const timer = setInterval(() => {
    const started = performance.now();
    n += 1;
    void callEngine(url, 'POST', '/v1/decisions', orderOf(n, CUSTOMERS).request).then(
      () => took.push(performance.now() - started),
      () => took.push(Infinity),
    );
  }, 50);
  return {
    async stop() {
      clearInterval(timer);
      await sleep(500);
      took.sort((a, b) => a - b);
      return Math.round(took[Math.floor(0.99 * (took.length - 1))]! * 10) / 10;
    },
  };
}

function missesOf({ seconds, exportMib, addedMib }: Measured): string[] {
  return [
    ...(seconds > MOST_SECONDS ? [`it took ${seconds} s`] : []),
    ...(exportMib > 0 ? [] : ['the process that exports was not seen']),
    ...(exportMib > MOST_MIB ? [`the process that exports took ${exportMib} MiB`] : []),
    ...(addedMib > MOST_MIB ? [`it added ${addedMib} MiB to all that runs`] : []),
  ];
}

function sampleIds(): string[] {
  return Array.from({ length: SAMPLE }, (_, n) => idOf((n * 7_919_777) % (DECISIONS + HIDDEN)));
}

/** What in the file is not as planted; nothing, if all is well. */
function faultsOf(told: PythonReading, planted: Planted, templates: readonly Template[], catalog: Catalog): string[] {
  const known = new Set(planted.subjects.slice(0, SUBJECTS).map(({ who }) => who));
  const strangers = told.subjects.filter((subject) => !known.has(subject));
  const hash = featureContract().hash;
  const misfits = told.sample.flatMap((row) => misfitsOf(row, planted, templates, catalog));
  const wanted = new Set(sampleIds().filter((id) => numberOf(id) < DECISIONS));
  const found = new Set(told.sample.map(({ decisionId }) => decisionId));
  return [
    ...(told.decisions === DECISIONS ? [] : [`${told.decisions} decisions`]),
    ...(told.rows === planted.rows ? [] : [`${told.rows} rows in place of ${planted.rows}`]),
    ...(told.rewards === planted.rewards ? [] : [`${told.rewards} rewards in place of ${planted.rewards}`]),
    ...(told.subjects.length === SUBJECTS ? [] : [`${told.subjects.length} subjects`]),
    ...(strangers.length === 0 ? [] : [`${strangers.length} subjects who may not be there`]),
    ...(told.about['proxima.features'] === hash ? [] : ['the file does not tell the hash of its features']),
    ...(found.size === wanted.size ? [] : [`${found.size} of the ${wanted.size} sampled decisions`]),
    ...misfits.slice(0, 10),
  ];
}

function numberOf(decisionId: string): number {
  return parseInt(decisionId.slice(decisionId.indexOf('-') + 1), 16);
}

const { features } = featureContract();
const encoder = compileEncoder(features.flatMap(({ columns }) => columns));

/** One row against its record, which is made into a row of the encoder as the engine did it. */
function misfitsOf(
  row: PythonReading['sample'][number],
  { subjects }: Planted,
  templates: readonly Template[],
  catalog: Catalog,
): string[] {
  const n = numberOf(row.decisionId as string);
  const template = templates[n % templates.length]!;
  const record = JSON.parse(textOf(template, n)) as SealedDecision;
  const input = unpackInput(record.input, { tenant: TENANT, customer: 'any' as CustomerId });
  const misfit = (name: string, wanted: unknown, found: unknown = row[name]) =>
    Object.is(wanted, found) ? [] : [`${row.decisionId}: ${name} is ${String(found)} in place of ${String(wanted)}`];
  const isoOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const common = [
    ...misfit('subject', subjectOf(n, subjects).who),
    ...misfit('at', isoOf(input.now), timeText(row.at)),
    ...misfit('cell', input.situation.cell ?? null),
  ];
  const grant = record.commit.g.find(([slot]) => record.slots[slot]!.delivery === row.deliveryId);
  if (!grant) return [...common, ...misfit('action', null), ...misfit('reward', null)];
  const slot = record.slots[grant[0]]!;
  const isFirst = deliveryOf(record) === row.deliveryId;
  const { reward, rewardAt } = isFirst ? rewardOf(n) : { reward: 0, rewardAt: null };
  const offer = catalog.offerById(slot.offers[grant[1]]!)!;
  const sighting = input.situation.sightings.find(({ ordinal }) => ordinal === offer.ordinal)!;
  const localTime = input.situation.timeZone ? localTimeIn(input.situation.timeZone, input.now) : undefined;
  const { matrix } = encoder.encode({ input, localTime }, [{ offer, sighting, treatments: [] }]);
  const served = features.flatMap((feature) => encoded(feature, row));
  return [
    ...common,
    ...misfit('action', offer.id),
    ...misfit('pscore', slot.chances![grant[1]]),
    ...misfit('reward', reward),
    ...misfit('rewardAt', isoOf(rewardAt), timeText(row.rewardAt)),
    ...misfit('features', matrix.join(' '), Float32Array.from(served).join(' ')),
  ];
}

/** pyarrow tells microseconds, and no fraction where there is none. */
function timeText(told: string | number | boolean | null | undefined): string | null {
  return told === null || told === undefined ? null : new Date(String(told)).toISOString();
}

/** As the encoder writes it, from what the export tells. */
function encoded({ name, categories }: (typeof features)[number], row: PythonReading['sample'][number]): number[] {
  const raw = row[`feature_${name}`] ?? null;
  if (!categories) return [raw === null ? NaN : (raw as number)];
  return categories.map((level) => (raw === null ? NaN : Number(level === raw)));
}
