import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { checkCatalog, type CatalogProblem } from '../catalog/check-catalog.js';
import { configuredFields } from '../catalog/rule-language/rule-fields.js';
import { readBusiness } from '../platform/config/business.js';

const USAGE = `npm run catalog -- check FILE.json
  rules are checked against the files under config/, or under the folder of PROXIMA_CONFIG_DIR`;
const CLEAN = 0;
const UNREADABLE = 2;
const PROBLEMS = 3;
const SHOWN_BEFORE = 60;
const SHOWN_LENGTH = 100;

/** `check`: a dry run without a server. One line a problem for people, one JSON line last for programs. */
function check(path: string): number {
  const json = readJson(path);
  const { PROXIMA_CONFIG_DIR: configDir = 'config' } = process.env;
  const checked = checkCatalog(json, configuredFields(readBusiness(configDir)));
  const found = checked.ok ? [] : checked.problems;
  const problems = found.map(toProblem);
  problems.forEach(({ row, column, message, code }, i) => {
    console.log(`offer ${row ?? '-'}  ${column}: ${message} (${code})`);
    const { position } = found[i]!;
    if (position) console.log(pointAt(position));
  });
  const rows = (json as { offers?: unknown[] })?.offers?.length ?? 0;
  console.log(
    JSON.stringify({
      rows,
      new: rows,
      changed: 0,
      unchanged: 0,
      removed: 0,
      warnings: 0,
      errors: problems.length,
      problems,
    }),
  );
  return problems.length === 0 ? CLEAN : PROBLEMS;
}

/** Rows are counted as people do: the first offer is 1. */
function toProblem({ path, code, message, suggestion, position }: CatalogProblem) {
  const [, index, column] = /^offers\.(\d+)\.?(.*)$/.exec(path) ?? [];
  return index === undefined
    ? { row: null, column: path, value: null, code, message, suggestion, position }
    : { row: Number(index) + 1, column: column!, value: null, code, message, suggestion, position };
}

/** The line of a text with a mark under the place. */
function pointAt({ text, column }: NonNullable<CatalogProblem['position']>): string {
  const from = Math.max(0, column - SHOWN_BEFORE);
  const shown = text.slice(from, from + SHOWN_LENGTH).replaceAll('\t', ' ');
  return `    ${shown}\n    ${' '.repeat(column - 1 - from)}^`;
}

function readJson(path: string): unknown {
  const bytes = readFileSync(path);
  const isGzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return JSON.parse((isGzipped ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, ''));
}

const [command, path] = process.argv.slice(2);
if (command !== 'check' || !path) {
  console.error(USAGE);
  process.exit(UNREADABLE);
}
try {
  process.exitCode = check(path);
} catch (error) {
  console.error(`${path} cannot be read: ${(error as Error).message}\n${USAGE}`);
  process.exitCode = UNREADABLE;
}
