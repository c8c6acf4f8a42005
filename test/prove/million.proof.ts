import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Publication, UploadAnswer } from '../../src/contract/catalog-upload.js';
import { tokenFor } from '../support/tokens.js';
import { withCatalogEngine, type CatalogEngine } from './catalog-engine.js';
import { OFFERS_A_SPOT, spotOf, writeRows, type RowFile } from './million-rows.js';
import { PeakMemory } from './peak-memory.js';
import type { Proof, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

const MILLION = 1_000_000;
const SIZES = [100, 10_000, MILLION];
const MOST_SECONDS = 90;
const MOST_MIB = 1_536;
const MOST_ROLLBACK_SECONDS = 1;
const MOST_TIMES_P99 = 2;
const MOST_TIMES_P50 = 1.5;
const PER_SECOND = 50;
const QUIET_MS = 20_000;
const SPOTS = 200;
const CUSTOMERS = 100;

interface Release {
  readonly format: RowFile['format'];
  readonly offers: number;
  readonly seconds: number;
  readonly peakMib: number;
  readonly p99Ms: number;
  /** Before it. */
  readonly quietP99Ms?: number;
}

export const millionProof: Proof = {
  name: 'million',
  about:
    '10^6 rows are imported and published in 90 s and 1.5 GiB beside decisions, which hardly notice, also in place of 10^6 others; back within 1 s; decisions cost about the same at any size',
  run: (say) =>
    withTempFolder(async (folder) => {
      const bySize = await inEngine(folder, (world, traffic) => growthOf(world, traffic, say));
      const { releases, rollbackSeconds } = await inEngine(folder, (world, traffic) => releaseTwo(world, traffic, say));
      const growth = Math.round((bySize[MILLION]! / bySize[SIZES[0]!]!) * 100) / 100;
      const misses = [
        ...releases.flatMap(missesOf),
        ...(rollbackSeconds > MOST_ROLLBACK_SECONDS ? [`to go back took ${rollbackSeconds} s`] : []),
        ...(growth > MOST_TIMES_P50 ? [`p50 grows ${growth} times`] : []),
      ];
      return { holds: misses.length === 0, figure: { releases, rollbackSeconds, p50MsBySize: bySize, growth, misses } };
    }),
};

/** An engine of its own, so that nothing of what was before is in its memory. */
function inEngine<T>(folder: string, work: (world: CatalogEngine, traffic: Traffic) => Promise<T>): Promise<T> {
  return withCatalogEngine(folder, { PROXIMA_PROCESSES: '1' }, async (world) => work(world, await Traffic.open(world)));
}

async function growthOf(world: CatalogEngine, traffic: Traffic, say: Say): Promise<Record<number, number>> {
  const bySize: Record<number, number> = {};
  for (const count of SIZES) {
    await release(world, traffic, { format: 'csv', count, edition: 0 });
    bySize[count] = (await traffic.run(QUIET_MS, count)).p50Ms;
    say(`${count} offers: p50 ${bySize[count]} ms`);
  }
  return bySize;
}

/** A million in place of few, another million in place of that, and back to the first. */
async function releaseTwo(world: CatalogEngine, traffic: Traffic, say: Say) {
  await release(world, traffic, { format: 'csv', count: 10_000, edition: 0 });
  const releases: Release[] = [];
  for (const [edition, format] of (['csv', 'ndjson'] as const).entries()) {
    const quiet = await traffic.run(QUIET_MS, 10_000);
    const file = { format, count: MILLION, edition };
    releases.push({ ...(await release(world, traffic, file)), quietP99Ms: quiet.p99Ms });
    say(JSON.stringify(releases.at(-1)));
  }
  return { releases, rollbackSeconds: await goBack(world) };
}

async function goBack({ mia }: CatalogEngine): Promise<number> {
  const started = performance.now();
  const { body } = await mia.ask<Publication>('POST', 'rollback', {});
  await published(mia, body);
  return Math.round(performance.now() - started) / 1_000;
}

function missesOf({ format, seconds, peakMib, p99Ms, quietP99Ms = 0 }: Release): string[] {
  return [
    ...(seconds > MOST_SECONDS ? [`${format} took ${seconds} s`] : []),
    ...(peakMib > MOST_MIB ? [`${format} took ${peakMib} MiB`] : []),
    ...(p99Ms > MOST_TIMES_P99 * quietP99Ms ? [`p99 beside ${format} was ${p99Ms} ms, quiet ${quietP99Ms} ms`] : []),
  ];
}

/** From the first byte of the file to its version serving, with decisions beside it. */
async function release({ mia, folder, engine }: CatalogEngine, traffic: Traffic, rows: RowFile): Promise<Release> {
  const { format, count } = rows;
  const file = join(folder, `rows.${format}`);
  await writeRows(file, rows);
  const peak = new PeakMemory(engine.pid);
  const beside = traffic.start(10_000);
  const started = performance.now();
  const sent = await mia.ask<UploadAnswer>('POST', 'uploads', await openAsBlob(file));
  const { version, code } = await mia.checked(sent.body.uploadId, 600_000);
  if (!version) throw new Error(`${count} rows as ${format}: ${code ?? JSON.stringify(sent.body)}`);
  const { body } = await mia.ask<Publication>('POST', `versions/${version}/publish`, {});
  await published(mia, body);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const { p99Ms } = await beside.stop();
  peak.stop();
  return { format, offers: count, seconds, peakMib: peak.mib, p99Ms };
}

async function published(mia: CatalogEngine['mia'], publication: Publication): Promise<void> {
  let now = publication;
  while (now.state === 'waiting') {
    await sleep(100);
    now = (await mia.ask<Publication>('GET', `publications/${now.publicationId}`)).body;
  }
  if (now.state !== 'published') throw new Error(JSON.stringify(now));
}

interface Latency {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Decisions of customers at the spots that every size has, as many each second, answered or not. */
class Traffic {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async open({ engine }: CatalogEngine): Promise<Traffic> {
    const traffic = new Traffic(engine.url, await tokenFor('operator', 'load'));
    for (let n = 0; n < CUSTOMERS; n += 1)
      for (const purpose of ['location', 'profiling', 'marketing'])
        await traffic.post(`/v1/customers/c-${n}/consents`, { purpose, status: 'granted', textVersion: '1' });
    return traffic;
  }

  async run(ms: number, offers: number): Promise<Latency> {
    const running = this.start(offers);
    await sleep(ms);
    return running.stop();
  }

  start(offers: number): { stop(): Promise<Latency> } {
    const took: number[] = [];
    const waiting = new Set<Promise<void>>();
    const spots = Math.min(SPOTS, Math.max(1, Math.floor(offers / OFFERS_A_SPOT)));
    let n = 0;
    const timer = setInterval(() => {
      n += 1;
      const one = this.decide(n, spots, took).finally(() => waiting.delete(one));
      waiting.add(one);
    }, 1_000 / PER_SECOND);
    return {
      stop: async () => {
        clearInterval(timer);
        await Promise.all(waiting);
        return latencyOf(took);
      },
    };
  }

  private async decide(n: number, spots: number, took: number[]): Promise<void> {
    const position = { ...spotOf(n % spots), accuracyMetres: 10, at: Date.now() };
    const started = performance.now();
    await this.post('/v1/decisions', {
      customer: `c-${n % CUSTOMERS}`,
      touchpoint: 'app-push',
      placements: ['card'],
      position,
    });
    took.push(performance.now() - started);
  }

  private async post(path: string, body: object): Promise<void> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const reply = await fetch(`${this.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text}`);
  }
}

function latencyOf(took: readonly number[]): Latency {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 100) / 100;
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}
