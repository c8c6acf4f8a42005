import type { UploadAnswer } from '../../src/contract/catalog-upload.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { connectDevice } from '../support/device.js';
import { tokenFor } from '../support/tokens.js';
import { withCatalogEngine, type CatalogEngine } from './catalog-engine.js';
import { hostileFiles, type HostileFile } from './hostile-files.js';
import { PeakMemory } from './peak-memory.js';
import { hostileModelsProof } from './hostile-models.proof.js';
import type { Proof, Proven, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

/** Of the engine with its worker, above what it holds at rest. */
const MOST_MIB_MORE = 700;
const PATIENCE_MS = 180_000;
const FORMULAS = ['=1+1', '+SUM(A1:A9)', '-2+3', '@cmd', '=HYPERLINK("http://x","y")'];

interface HostileFigure {
  readonly name: string;
  readonly told: readonly string[];
  readonly seconds: number;
  readonly peakMib: number;
  readonly isRefused: boolean;
  readonly servesOn: boolean;
}

export const hostileProof: Proof = {
  name: 'hostile',
  about:
    'bombs, endless lines, deep JSON, __proto__, lone quotes, formulas: refused by name, the old catalog serves, memory bounded; and all of hostile-models',
  run: async (say) => {
    const catalogs = await proveCatalogs(say);
    const models = await hostileModelsProof.run(say);
    return { holds: catalogs.holds && models.holds, figure: { catalogs: catalogs.figure, models: models.figure } };
  },
};

function proveCatalogs(say: Say): Promise<Proven> {
  return withTempFolder(async (folder) => {
    const files = await hostileFiles(folder);
    return withCatalogEngine(folder, {}, async (world) => {
      await world.mia.goLive(JSON.stringify(aCatalog(anOffer('rolls'))));
      const peak = new PeakMemory(world.engine.pid);
      const restMib = peak.mib;
      const figures: HostileFigure[] = [];
      for (const file of files) figures.push(await tryFile(file, world, peak, say));
      peak.stop();
      const neutral = await neutralises(world);
      const peakMib = Math.max(...figures.map((figure) => figure.peakMib));
      const holds =
        figures.every(({ isRefused, servesOn }) => isRefused && servesOn) &&
        neutral.holds &&
        peakMib - restMib < MOST_MIB_MORE;
      return { holds, figure: { restMib, peakMib, files: figures, formulas: neutral.cells } };
    });
  });
}

async function tryFile(
  { name, bytes, codes }: HostileFile,
  world: CatalogEngine,
  peak: PeakMemory,
  say: Say,
): Promise<HostileFigure> {
  peak.restart();
  const started = performance.now();
  const upload = await world.mia.upload(bytes, 'lang=de', PATIENCE_MS);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const told = toldOf(upload);
  const isRefused = upload.version === undefined && told.some((code) => codes.includes(code));
  const servesOn = await serves(world);
  say(
    `${name}: ${told.join(', ') || upload.state}, ${seconds} s, ${peak.mib} MiB${isRefused && servesOn ? '' : '  <-- NOT SO'}`,
  );
  return { name, told, seconds, peakMib: peak.mib, isRefused, servesOn };
}

function toldOf({ code, report }: UploadAnswer): string[] {
  return [...new Set([...(code ? [code] : []), ...(report?.problems.map((problem) => problem.code) ?? [])])];
}

async function serves({ engine }: CatalogEngine): Promise<boolean> {
  const device = await connectDevice(engine.url, await tokenFor('device', `c-${Math.random()}`));
  try {
    await device.grantAll();
    return (await device.report()).outcome.offerId === 'rolls';
  } finally {
    device.close();
  }
}

/** What a spreadsheet would run comes back as text. */
async function neutralises({ mia }: CatalogEngine): Promise<{ holds: boolean; cells: number }> {
  const rows = FORMULAS.map((formula, i) => `x${i},coffee,wrong,yes,"${formula.replaceAll('"', '""')}",Text`);
  const file = ['ID,Category,Value,Everywhere,Title,Text', ...rows].join('\n');
  const { uploadId } = await mia.upload(file);
  const { body } = await mia.ask<string>('GET', `uploads/${uploadId}/file`);
  const cells = FORMULAS.map((formula) => body.includes(`'${formula.replaceAll('"', '""')}`));
  return { holds: cells.every(Boolean), cells: cells.filter(Boolean).length };
}
