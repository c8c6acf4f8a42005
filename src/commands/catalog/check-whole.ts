import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { checkCatalog, type CatalogProblem } from '../../catalog/check-catalog.js';
import { configuredFields } from '../../catalog/rule-language/rule-fields.js';
import { readBusiness } from '../../platform/config/business.js';
import type { CheckSummary, ToldProblem } from './check-summary.js';

/**
 * A catalog in the form of the contract is checked as a whole: its zones, groups, rules and words belong together. Rules
 * are checked against the files under `config/`, or under the folder of PROXIMA_CONFIG_DIR.
 */
export function checkWhole(path: string, counts: CheckSummary): CheckSummary {
  const json = readJson(path);
  const { PROXIMA_CONFIG_DIR: configDir = 'config' } = process.env;
  const checked = checkCatalog(json, configuredFields(readBusiness(configDir)));
  const notes = counts.problems.filter(({ isWarning }) => isWarning);
  const problems = checked.ok ? [] : checked.problems.map(toProblem);
  const rows = (json as { offers?: unknown[] })?.offers?.length ?? 0;
  return { ...counts, format: 'json', rows, errors: problems.length, problems: [...notes, ...problems] };
}

/** Rows are counted as people do: the first offer is 1. */
function toProblem({ path, code, message, suggestion, position }: CatalogProblem): ToldProblem {
  const [, index, column] = /^offers\.(\d+)\.?(.*)$/.exec(path) ?? [];
  return index === undefined
    ? { row: null, column: path, value: null, code, message, suggestion, position }
    : { row: Number(index) + 1, column: column!, value: null, code, message, suggestion, position };
}

function readJson(path: string): unknown {
  const bytes = readFileSync(path);
  const isGzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return JSON.parse((isGzipped ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, ''));
}
