import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateEngine } from '../../src/commands/replay-engine.js';
import type { SeenPush } from '../../src/commands/replay-run.js';
import { replayTraces } from '../../src/commands/replay-traces.js';
import type { ReplaySummary } from '../../src/commands/replay-tally.js';
import type { CatalogInput } from '../../src/contract/catalog.js';
import { readTraceFile } from '../../src/traces/trace-file.js';
import { datasetFile } from './datasets.js';
import { findFunnelFaults, type ToldDecision } from './funnel-check.js';
import type { Proof, Say } from './proof.js';
import { stationCatalog } from './station-catalog.js';
import { withTempFolder } from './temp-folder.js';

const LEAST_PUSHES = 20;
const LEAST_REASONS = 3;

export const replayProof: Proof = {
  name: 'replay',
  about: 'real phones on real trains of Helsinki get explained offers; without consent they get none',
  async run(say) {
    const { fixes } = await readTraceFile(datasetFile('gps_aalto_transit', 'dev', 'device_data.csv.gz'), 'csv', {
      zone: 'Europe/Helsinki',
    });
    const catalog = stationCatalog(datasetFile('gps_aalto_transit', 'train_stations_finland.json.gz'));
    return withTempFolder(async (folder) => {
      const catalogFile = join(folder, 'catalog.json');
      await writeFile(catalogFile, JSON.stringify(catalog));
      const replay = { fixes, catalogFile, seed: 1 };

      let faults: string[] = [];
      const inspect = async (engine: PrivateEngine, pushes: readonly SeenPush[]) => {
        faults = await inspectPushes(engine, pushes, catalog, say);
      };
      const granted = await replayTraces({ ...replay, consent: 'granted', inspect });
      say(`with consent: ${JSON.stringify(granted)}`);
      const withdrawn = await replayTraces({ ...replay, consent: 'withdrawn' });
      say(`without consent: ${JSON.stringify(withdrawn)}`);

      const failed = [...faultsOf(granted), ...faults, ...faultsWithoutConsent(withdrawn)];
      const figure = {
        config: 'the shipped config/',
        phones: granted.devices,
        fixes: granted.fixes,
        offersInCatalog: catalog.offers.length,
        decisions: granted.decisions,
        pushes: granted.offers,
        byPhone: granted.offersByDevice,
        silences: granted.silences,
        impressions: granted.impressions,
        accepts: granted.accepts,
        funnelsChecked: granted.offers,
        errors: granted.errors,
        p50Ms: granted.p50Ms,
        p99Ms: granted.p99Ms,
        withoutConsent: { pushes: withdrawn.offers, silences: withdrawn.silences, errors: withdrawn.errors },
        ...(failed.length > 0 ? { failed: failed.slice(0, 10), failures: failed.length } : {}),
      };
      return { holds: failed.length === 0, figure };
    });
  },
};

function faultsOf({ offers, devicesWithoutOffer, silences, errors, errorsByCode }: ReplaySummary): string[] {
  const faults: string[] = [];
  if (offers < LEAST_PUSHES) faults.push(`${offers} pushes are fewer than ${LEAST_PUSHES}`);
  if (devicesWithoutOffer > 0) faults.push(`${devicesWithoutOffer} phones got no push`);
  if (Object.keys(silences).length < LEAST_REASONS) faults.push(`fewer than ${LEAST_REASONS} reasons for silence`);
  if (errors > 0) faults.push(`errors: ${JSON.stringify(errorsByCode)}`);
  return faults;
}

function faultsWithoutConsent({ offers, silences, errors, fixes }: ReplaySummary): string[] {
  const faults: string[] = [];
  if (offers > 0) faults.push(`${offers} pushes without consent`);
  if (errors > 0) faults.push(`${errors} errors without consent`);
  if (silences.CONSENT_MISSING !== fixes) faults.push(`silences without consent: ${JSON.stringify(silences)}`);
  return faults;
}

async function inspectPushes(
  { url, adminToken }: PrivateEngine,
  pushes: readonly SeenPush[],
  catalog: CatalogInput,
  say: Say,
): Promise<string[]> {
  const faults: string[] = [];
  for (const seen of pushes) {
    const answer = await fetch(`${url}/v1/decisions/${seen.push.decisionId}`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    if (answer.ok) faults.push(...findFunnelFaults((await answer.json()) as ToldDecision, seen, catalog));
    else faults.push(`${seen.push.decisionId}: GET answers ${answer.status}`);
  }
  say(`${pushes.length} decisions fetched, ${faults.length} faults in their funnels`);
  return faults;
}
