import { EvaluateError } from './evaluate-error.js';
import { policyFromLog } from './policy-from-log.js';
import { EVERYWHERE, TableDraft, type PolicyTable } from './policy-table.js';
import type { LogColumns } from './log-columns.js';
import { readLog } from './read-log.js';
import { readNumber } from './row-faults.js';
import { firstText, openTable, readText, type TableFile } from './table-file.js';

const CHANCE_COLUMNS = ['chance', 'probability', 'pi'];
const ACTION_COLUMNS = ['action', 'item_id', 'offerId'];
const MOST_JSON_BYTES = 64 * 2 ** 20;

/**
 * Reads a policy that is no model: a table of chances as JSON or CSV, or a second log, whose policy is estimated. What
 * `map` names is taken in that log where it has such a header.
 * @throws EvaluateError that says what to change.
 */
export async function readPolicy(path: string, map: LogColumns = {}): Promise<PolicyTable> {
  if (/^\s*[[{]/.test(await firstText(path))) {
    const json = await readJson(path);
    if (json !== undefined) return tableFromJson(path, json);
  }
  const file = await openTable(path);
  const chance = CHANCE_COLUMNS.find((column) => file.columns.includes(column));
  if (chance !== undefined) return tableFromRows(file, chance);
  const known = Object.entries(map).filter(([, header]) => file.columns.includes(header));
  return policyFromLog(await readLog(file, { map: Object.fromEntries(known) }));
}

/** Undefined for text that is no JSON as a whole: a log of one object a line. */
async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text.length > MOST_JSON_BYTES) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*\{.*\}\s*\n\s*\{/.test(text)) return undefined;
    throw new EvaluateError(`${path} is no JSON: ${(error as Error).message}`);
  }
}

/** `{ action: chance }`, `{ position: { action: chance } }`, or a list of `{ action, position?, chance }`. */
function tableFromJson(path: string, json: unknown): PolicyTable {
  const draft = new TableDraft(path);
  if (Array.isArray(json)) {
    for (const [index, entry] of json.entries()) addEntry(draft, path, `entry ${index + 1}`, entry);
    return draft.table('the chances of the file');
  }
  for (const [name, inner] of Object.entries(json as object)) {
    if (typeof inner === 'number') draft.add(`"${name}"`, EVERYWHERE, name, inner);
    else addPosition(draft, path, name, inner);
  }
  return draft.table('the chances of the file');
}

function addPosition(draft: TableDraft, path: string, position: string, chances: unknown): void {
  if (typeof chances !== 'object' || chances === null || Array.isArray(chances))
    throw new EvaluateError(
      `${path}, "${position}": ${JSON.stringify(chances)} is neither a chance nor { action: chance }`,
    );
  for (const [action, chance] of Object.entries(chances)) {
    draft.add(`position ${position}`, position, action, typeof chance === 'number' ? chance : NaN);
  }
}

function addEntry(draft: TableDraft, path: string, where: string, entry: unknown): void {
  const { action, position = EVERYWHERE, chance } = (entry ?? {}) as Record<string, unknown>;
  if (action === undefined || typeof chance !== 'number')
    throw new EvaluateError(`${path}, ${where} is no { "action", "position"?, "chance" }`);
  draft.add(where, String(position), String(action), chance);
}

async function tableFromRows(file: TableFile, chanceColumn: string): Promise<PolicyTable> {
  const actionColumn = ACTION_COLUMNS.find((column) => file.columns.includes(column));
  if (actionColumn === undefined)
    throw new EvaluateError(`${file.path} has a column ${chanceColumn} and none of ${ACTION_COLUMNS.join(', ')}`);
  const draft = new TableDraft(file.path);
  const hasPosition = file.columns.includes('position');
  for await (const { line, cell } of file.rows()) {
    const position = hasPosition ? cell('position') : EVERYWHERE;
    draft.add(`line ${line}`, position, cell(actionColumn), readNumber(cell(chanceColumn)));
  }
  return draft.table('the chances of the file');
}
