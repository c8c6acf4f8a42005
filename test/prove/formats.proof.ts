import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServedCatalog } from '../../src/contract/served-catalog.js';
import { connectDevice } from '../support/device.js';
import { tokenFor } from '../support/tokens.js';
import { withCatalogEngine, type CatalogEngine } from './catalog-engine.js';
import { datasetFile } from './datasets.js';
import type { Proof, Say } from './proof.js';
import { repositoryRoot } from './repository.js';
import { withTempFolder } from './temp-folder.js';

/** A Wednesday morning in Berlin, within the dates of the sample sheets. */
const MORNING = Date.UTC(2027, 3, 14, 8);
const MINUTE_MS = 60_000;
/** Offers may be for the evening, or for rain: as many places are walked to before a file counts as without a push. */
const MOST_WALKS = 40;
const PUSH_WAIT_MS = 1_500;

interface FormatCase {
  readonly name: string;
  /** What the engine must take it for. */
  readonly format: string;
  read(folder: string): Promise<Buffer>;
  readonly query?: string;
  readonly mayHaveBadRows?: boolean;
}

interface FormatFigure {
  readonly name: string;
  readonly format?: string;
  readonly rows?: number;
  readonly errors?: number;
  readonly seconds: number;
  readonly pushed?: string;
  readonly walks: number;
}

function template(lang: string, format: string) {
  return async (folder: string): Promise<Buffer> => {
    const out = join(folder, `template-${lang}.${format}`);
    const args = ['run', '--silent', 'catalog', '--', 'template', '--lang', lang, '--format', format, '--out', out];
    execFileSync('npm', args, { cwd: repositoryRoot, stdio: 'ignore' });
    return readFile(out);
  };
}

/** As German Excel saves "CSV (Trennzeichen-getrennt)": Windows-1252, without a mark at the start. */
async function inWindows1252(folder: string): Promise<Buffer> {
  const text = (await template('de', 'csv')(folder)).toString('utf8').replace(/^\uFEFF/, '');
  if (!text.includes(';') || !/\d,\d/.test(text) || !/[äöü]/i.test(text))
    throw new Error('the German template has no semicolons, decimal commas or umlauts to be tried');
  return Buffer.from(text, 'latin1');
}

const dataset =
  (...path: string[]) =>
  () =>
    readFile(datasetFile(...path));

const CASES: readonly FormatCase[] = [
  { name: 'German template, CSV', format: 'csv', read: template('de', 'csv') },
  { name: 'German template, CSV in Windows-1252', format: 'csv', read: inWindows1252 },
  { name: 'English template, CSV', format: 'csv', read: template('en', 'csv') },
  { name: 'German template, XLSX', format: 'xlsx', read: template('de', 'xlsx') },
  {
    name: 'places of Berlin, CSV',
    format: 'csv',
    read: dataset('poi_dach', 'dev', 'berlin_poi_2026-04.csv.gz'),
    query: 'mapping=poi-berlin',
    mayHaveBadRows: true,
  },
  {
    name: 'places of Munich, GeoJSON',
    format: 'geojson',
    read: dataset('poi_dach', 'dev', 'munich_poi.geojson.gz'),
    query: 'mapping=poi-munich',
    mayHaveBadRows: true,
  },
  {
    name: 'Starbucks portfolio, NDJSON',
    format: 'ndjson',
    read: dataset('starbucks', 'portfolio.json'),
    query: 'mapping=starbucks-portfolio',
    mayHaveBadRows: true,
  },
  {
    name: 'coupons of The Complete Journey, CSV',
    format: 'csv',
    read: dataset('complete_journey', 'coupons.csv.gz'),
    query: 'mapping=complete-journey-coupons',
    mayHaveBadRows: true,
  },
  // Last: it asks for words in two languages, and so would every sheet that came after it.
  {
    name: 'demo catalog, JSON',
    format: 'json',
    read: () => readFile(join(repositoryRoot, 'config/demo/catalog.json')),
  },
];

export const formatsProof: Proof = {
  name: 'formats',
  about: 'a real file of each format, and each real set by its mapping, goes from upload to a pushed offer',
  run: (say) =>
    withTempFolder((folder) =>
      withCatalogEngine(folder, { PROXIMA_CLOCK: 'events' }, async (world) => {
        const files: FormatFigure[] = [];
        for (const [n, one] of CASES.entries()) files.push(await tryFile(one, n, world, say));
        return { holds: files.every(({ pushed }) => pushed !== undefined), figure: { files } };
      }),
    ),
};

async function tryFile(one: FormatCase, n: number, world: CatalogEngine, say: Say): Promise<FormatFigure> {
  const started = performance.now();
  const { name, query = '', read, mayHaveBadRows = false } = one;
  const upload = await world.mia.goLive(await read(world.folder), query, 300_000);
  const { format, rows, errors } = upload.report!;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const told = { name, format, rows, errors, seconds };
  for (const problem of upload.report!.problems.slice(0, 3)) say(`  ${name}: ${JSON.stringify(problem)}`);
  if (format !== one.format || (errors > 0 && !mayHaveBadRows)) return { ...told, walks: 0 };
  const walked = await walk(world, MORNING + n * 60 * MINUTE_MS * 24 * 7);
  say(`${name}: ${rows} rows, ${errors} problems, ${seconds} s, pushed ${walked.pushed ?? 'nothing'}`);
  return { ...told, ...walked };
}

/** A new customer for each place, so that nothing but the offers there decides. */
async function walk({ engine, mia }: CatalogEngine, at: number): Promise<{ pushed?: string; walks: number }> {
  const { body } = await mia.ask<ServedCatalog>('GET', 'offers');
  const step = Math.max(1, Math.floor(body.offers.length / MOST_WALKS));
  const chosen = body.offers.filter((_, i) => i % step === 0).slice(0, MOST_WALKS);
  for (const [walks, { place }] of chosen.entries()) {
    const pushed = await reportAt(engine.url, place ?? { lat: 52.52, lng: 13.41 }, at + walks * MINUTE_MS);
    if (pushed && body.offers.some(({ id }) => id === pushed)) return { pushed, walks: walks + 1 };
  }
  return { walks: chosen.length };
}

async function reportAt(url: string, { lat, lng }: { lat: number; lng: number }, at: number) {
  const customer = `walker-${at}-${Math.round(lat * 1e5)}-${Math.round(lng * 1e5)}`;
  const device = await connectDevice(url, await tokenFor('device', customer));
  try {
    await device.grantAll();
    const { outcome } = await device.report({ lat, lng, at });
    if (!outcome.offerId) return undefined;
    return (await Promise.race([device.push(), timeout()]))?.offerId;
  } finally {
    device.close();
  }
}

function timeout(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PUSH_WAIT_MS));
}
