import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  connect,
  systemClock,
  type Clock,
  type Fix,
  type LocationSource,
  type Preset,
  type ProximaClient,
} from '../../sdk/src/index.js';
import { withPrivateEngine, type PrivateEngine } from '../../src/commands/replay-engine.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { readTraceFile } from '../../src/traces/trace-file.js';
import type { TraceFix } from '../../src/traces/trace.js';
import { datasetFile } from './datasets.js';
import type { Proof, Say } from './proof.js';
import { stationCatalog } from './station-catalog.js';
import { withTempFolder } from './temp-folder.js';

const PRESETS: readonly Preset[] = ['continuous', 'responsive', 'auto', 'efficient'];
const YEAR_SECONDS = 365 * 86_400;

interface PresetFigure {
  readonly fixes: number;
  readonly reports: number;
  readonly offers: number;
  /** Of offers that `continuous` brought too: how much later they came, seconds of the trace. */
  readonly delaySeconds?: { readonly p50: number; readonly p90: number };
  /** Part of the time with satellites on. */
  readonly highAccuracy: number;
}

/** When each offer of each phone came first, epoch ms of the trace. */
type Arrivals = ReadonlyMap<string, number>;

export const batteryProof: Proof = {
  name: 'battery',
  about: 'the same real phones with each preset of the SDK: reports sent, and how much later the offers come',
  async run(say) {
    const { fixes } = await readTraceFile(datasetFile('gps_aalto_transit', 'dev', 'device_data.csv.gz'), 'csv', {
      zone: 'Europe/Helsinki',
    });
    const catalog = stationCatalog(datasetFile('gps_aalto_transit', 'train_stations_finland.json.gz'));
    return withTempFolder(async (folder) => {
      const catalogFile = join(folder, 'catalog.json');
      await writeFile(catalogFile, JSON.stringify(catalog));
      const figures: Partial<Record<Preset, PresetFigure>> = {};
      let first: Arrivals | undefined;
      for (const preset of PRESETS) {
        // Each preset on an engine of its own: no contact of one counts for another.
        const run = await withPrivateEngine({ catalogFile }, (engine) => replay(engine, preset, fixes));
        first ??= run.arrivals;
        figures[preset] = { ...run.figure, delaySeconds: delaysOf(first, run.arrivals) };
        tell(say, preset, figures[preset]);
      }
      const reports = (preset: Preset) => figures[preset]!.reports;
      const holds =
        reports('continuous') > reports('auto') && reports('auto') >= reports('efficient') && figures.auto!.offers > 0;
      return {
        holds,
        figure: { phones: new Set(fixes.map(({ device }) => device)).size, fixes: fixes.length, ...figures },
      };
    });
  },
};

function tell(say: Say, preset: Preset, { fixes, reports, offers, delaySeconds, highAccuracy }: PresetFigure): void {
  const later = delaySeconds ? `later by ${delaySeconds.p50} s (p50), ${delaySeconds.p90} s (p90)` : '';
  say(`${preset}: ${reports} reports of ${fixes} fixes, ${offers} offers ${later}, satellites ${highAccuracy * 100} %`);
}

/** The phones of the trace, one after the other, each through a client of the SDK whose clock is the trace's. */
async function replay(
  engine: PrivateEngine,
  preset: Preset,
  fixes: readonly TraceFix[],
): Promise<{ figure: Omit<PresetFigure, 'delaySeconds'>; arrivals: Arrivals }> {
  const arrivals = new Map<string, number>();
  const counts = { fixes: 0, reports: 0, offers: 0, satellites: 0 };
  for (const device of new Set(fixes.map((one) => one.device))) {
    let nowMs = 0;
    const clock: Clock = { now: () => nowMs, after: systemClock.after };
    const token = await signToken({
      secret: engine.jwtSecret,
      role: 'device',
      subject: device,
      ttlSeconds: YEAR_SECONDS,
    });
    const client = connect({ url: engine.url, token, clock });
    const phone = new TracePhone(client);
    try {
      client.on('offer', ({ offerId }) => {
        counts.offers += 1;
        if (!arrivals.has(`${device} ${offerId}`)) arrivals.set(`${device} ${offerId}`, nowMs);
      });
      for (const purpose of ['location', 'profiling', 'marketing'] as const)
        await client.setConsent({ purpose, status: 'granted', textVersion: '1' });
      client.follow(phone, preset);
      for (const { fix } of fixes.filter((one) => one.device === device)) {
        nowMs = fix.at;
        counts.fixes += 1;
        counts.satellites += phone.isHighAccuracy ? 1 : 0;
        await phone.tell(fix);
      }
      counts.reports += phone.reports;
    } finally {
      client.close();
    }
  }
  const highAccuracy = Math.round((counts.satellites / counts.fixes) * 100) / 100;
  return { figure: { fixes: counts.fixes, reports: counts.reports, offers: counts.offers, highAccuracy }, arrivals };
}

/** A phone in which the fixes of a trace come one by one, each after the answer to the last report. */
class TracePhone implements LocationSource {
  reports = 0;
  isHighAccuracy = false;
  #tell: (fix: Fix) => void = () => undefined;
  #answered: Promise<unknown> = Promise.resolve();

  constructor(client: ProximaClient) {
    const report = client.reportPosition.bind(client);
    client.reportPosition = (fix) => {
      this.reports += 1;
      const answer = report(fix);
      this.#answered = answer.catch(() => undefined);
      return answer;
    };
  }

  watch(onFix: (fix: Fix) => void, { highAccuracy }: { highAccuracy: boolean }): () => void {
    this.#tell = onFix;
    this.isHighAccuracy = highAccuracy;
    return () => (this.#tell = () => undefined);
  }

  async tell(fix: Fix): Promise<void> {
    this.#tell(fix);
    await this.#answered;
    // The follower hears of the answer in the turn after us.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function delaysOf(first: Arrivals, own: Arrivals): PresetFigure['delaySeconds'] {
  const delays = [...own]
    .flatMap(([key, atMs]) => (first.has(key) ? [(atMs - first.get(key)!) / 1000] : []))
    .sort((a, b) => a - b);
  if (delays.length === 0) return undefined;
  const at = (part: number) => Math.round(delays[Math.floor((delays.length - 1) * part)]!);
  return { p50: at(0.5), p90: at(0.9) };
}
