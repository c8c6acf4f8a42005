import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogFile } from '../../src/contract/catalog.js';
import { withPrivateEngine } from '../../src/commands/replay-engine.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import type { Observer } from '../../src/simulation/observer.js';
import { Simulation } from '../../src/simulation/simulation.js';
import type { Proof } from './proof.js';
import { readMetrics, type ReadMetrics } from './read-metrics.js';
import { repositoryRoot } from './repository.js';

const OFFERS = 40;
const PATIENCE_MS = 90_000;
const ANSWERING_MS = 1_500;

/** Families that a good run leaves at zero, and why. One that is not at zero any more is to be taken off the list. */
const ZERO_FOR_A_REASON: Readonly<Record<string, string>> = {
  proxima_refusals_total: 'the phones of the simulation send nothing that is wrong',
  proxima_reports_coalesced_total: 'a phone of the simulation waits for its ack before it reports again',
  proxima_segments_failing: 'the disk takes what is written',
  proxima_redis_failures_total: 'Redis is there all the time',
  proxima_model_taken_back_total: 'nothing challenges the champion',
  proxima_model_drift_psi: 'no reference came with the shipped version',
};

export const metricsLiveProof: Proof = {
  name: 'metrics-live',
  about: 'after a run of the city no metric family is at zero without a reason, and no label has gained a value',
  async run(say) {
    const catalogPath = join(repositoryRoot, 'config', 'demo', 'catalog.json');
    const catalog = catalogFile.parse(JSON.parse(readFileSync(catalogPath, 'utf8')));
    return withPrivateEngine({ catalogFile: catalogPath }, async ({ url, adminToken, jwtSecret }) => {
      const before = await readMetrics(url);
      let offers = 0;
      const observer: Observer = {
        connected: () => undefined,
        answered: () => undefined,
        offered: () => (offers += 1),
        accepted: () => undefined,
        dismissed: () => undefined,
        failed: (what) => say(`  failed: ${what}`),
      };
      const simulation = new Simulation({
        url,
        operatorToken: adminToken,
        deviceToken: (subject) => signToken({ secret: jwtSecret, role: 'device', subject, ttlSeconds: 7 * 86_400 }),
        catalog,
        customers: 100,
        seed: 1,
        speed: 30,
        observer,
        onJump: () => undefined,
      });
      try {
        await simulation.start();
        const untilMs = performance.now() + PATIENCE_MS;
        while (offers < OFFERS && performance.now() < untilMs) await sleep(100);
        await sleep(ANSWERING_MS);
        say(`  ${offers} offers`);
        return judge(before, await readMetrics(url), offers);
      } finally {
        simulation.stop();
      }
    });
  },
};

function judge(before: ReadMetrics, after: ReadMetrics, offers: number) {
  const zero = [...after.sums].filter(([, sum]) => sum === 0).map(([family]) => family);
  const unexplained = zero.filter((family) => !(family in ZERO_FOR_A_REASON));
  // The versions of the engine are the one label that is no closed list: one series a process.
  const grown = [...after.series].filter((one) => !before.series.has(one) && !one.startsWith('proxima_engine_info'));
  const holds = offers >= OFFERS && after.sums.size > 0 && unexplained.length === 0 && grown.length === 0;
  return {
    holds,
    figure: { offers, families: after.sums.size, series: after.series.size, zero, unexplained, newSeries: grown },
  };
}
