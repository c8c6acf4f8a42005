import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { checkCatalog, type CatalogProblem } from '../catalog/check-catalog.js';

const USAGE = 'npm run catalog -- check FILE.json';
const CLEAN = 0;
const UNREADABLE = 2;
const PROBLEMS = 3;

/** `check`: a dry run without a server. One line a problem for people, one JSON line last for programs. */
function check(path: string): number {
  const json = readJson(path);
  const checked = checkCatalog(json);
  const problems = checked.ok ? [] : checked.problems.map(toProblem);
  for (const { row, column, message, code } of problems)
    console.log(`offer ${row ?? '-'}  ${column}: ${message} (${code})`);
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
function toProblem({ path, code, message }: CatalogProblem) {
  const [, index, column] = /^offers\.(\d+)\.?(.*)$/.exec(path) ?? [];
  return index === undefined
    ? { row: null, column: path, value: null, code, message }
    : { row: Number(index) + 1, column: column!, value: null, code, message };
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
