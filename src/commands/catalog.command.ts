import { NO_MAPPING, readMapping } from '../catalog/import/mapping.js';
import { templateRows, writeTemplate } from '../catalog/import/template.js';
import { Unreadable } from '../catalog/import/unreadable.js';
import { readCheckOptions, readTemplateOptions, USAGE } from './catalog/check-options.js';
import { readHead } from './catalog/head.js';
import { checkSheet } from './catalog/check-sheet.js';
import { printSummary } from './catalog/check-summary.js';
import { EngineRefusal } from './engine-calls.js';
import { lift, publish, rollback, stop, upload, versions } from './catalog/live.js';
import { readLiveOptions, type LiveOptions } from './catalog/live-options.js';
import { checkWhole } from './catalog/check-whole.js';
import { readKnown } from '../catalog/known.js';
import { readBusiness } from '../platform/config/business.js';

const CLEAN = 0;
const UNREADABLE = 2;
const PROBLEMS = 3;

const LIVE: Readonly<Record<string, (options: LiveOptions) => Promise<number>>> = {
  upload,
  publish,
  rollback,
  versions,
  stop,
  lift,
};

/** `check`: a dry run without a server. */
async function check(args: readonly string[]): Promise<number> {
  const options = readCheckOptions(args);
  const { PROXIMA_CONFIG_DIR: configDir = 'config', PROXIMA_MODELS_DIR: modelsDir = 'models' } = process.env;
  const mapping = options.mapping === undefined ? NO_MAPPING : readMapping(options.mapping);
  const known = readKnown(
    modelsDir,
    readBusiness(configDir),
    options.head === undefined ? undefined : readHead(options.head),
  );
  const found = await checkSheet(options, known, mapping);
  const summary = found.isWhole ? checkWhole(options.file, found.summary) : found.summary;
  printSummary(summary);
  return summary.errors === 0 ? CLEAN : PROBLEMS;
}

/** `template`: a sheet with every column and sample offers, to be written over. */
async function template(args: readonly string[]): Promise<number> {
  const { out, language, format } = readTemplateOptions(args);
  await writeTemplate(out, language, format);
  const [header, ...rows] = templateRows(language);
  console.log(JSON.stringify({ file: out, columns: header!.length, rows: rows.length }));
  return CLEAN;
}

async function run([command, ...args]: readonly string[]): Promise<number> {
  try {
    if (command === 'check') return await check(args);
    if (command === 'template') return await template(args);
    const live = LIVE[command ?? ''];
    if (live) return await live(readLiveOptions(args));
    throw new Error(command === undefined ? 'a command is needed' : `there is no command ${command}`);
  } catch (error) {
    const isGerman = error instanceof Unreadable && args[args.indexOf('--lang') + 1] === 'de';
    const message = isGerman ? error.german : (error as Error).message;
    const isCoded = error instanceof Unreadable || error instanceof EngineRefusal;
    console.error(isCoded ? `catalog: ${message} (${error.code})` : `catalog: ${message}\n${USAGE}`);
    return UNREADABLE;
  }
}

process.exitCode = await run(process.argv.slice(2));
