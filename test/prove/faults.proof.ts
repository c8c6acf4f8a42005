import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckSummary, ToldProblem } from '../../src/commands/catalog/check-summary.js';
import { FAULT_KINDS, plantFaults, type FaultKind, type PlantedSheet } from './planted-faults.js';
import type { Proof } from './proof.js';
import { repositoryRoot } from './repository.js';
import { withTempFolder } from './temp-folder.js';

const SEED = 20261122;
const ROWS = 10_000;
const FAULTS = 500;

/** By which code each kind must be told. */
const CODES: Record<FaultKind, readonly string[]> = {
  'missing id': ['REQUIRED'],
  'duplicate id': ['DUPLICATE_ID'],
  'empty title': ['REQUIRED'],
  'unknown column': ['UNKNOWN_COLUMN'],
  'unknown category': ['UNKNOWN_CATEGORY'],
  'unknown touchpoint': ['UNKNOWN_TOUCHPOINT'],
  'bad date': ['BAD_DATE'],
  'end before start': ['END_BEFORE_START'],
  'impossible date': ['IMPOSSIBLE_DATE'],
  'bad decimal': ['BAD_DECIMAL'],
  'negative value': ['NEGATIVE'],
  'value over limit': ['OVER_LIMIT'],
  'bad currency': ['BAD_CURRENCY'],
  'bad boolean': ['BAD_BOOLEAN'],
  'latitude out of range': ['OUT_OF_RANGE'],
  'swapped lat/lng': ['LAT_LNG_SWAPPED'],
  'radius zero': ['RADIUS_TOO_SMALL'],
  'open or self-crossing polygon': ['AREA_OPEN', 'AREA_CROSSING'],
  'bad rule syntax': ['RULE_SYNTAX'],
  'rule of wrong type': ['RULE_WRONG_TYPE'],
  'unknown field in a rule': ['RULE_UNKNOWN_FIELD'],
  'missing du or Sie variant': ['MISSING_VARIANT'],
  'mixed address': ['MIXED_ADDRESS'],
  'too long for its format': ['TOO_LONG'],
  'bad ICU syntax': ['BAD_ICU'],
};

export const faultsProof: Proof = {
  name: 'faults',
  about: `${ROWS} rows with ${FAULTS} planted faults of ${FAULT_KINDS.length} kinds: all told at their cells, none invented, suggestions mend them`,
  async run(say) {
    return withTempFolder(async (folder) => {
      const sheet = plantFaults(SEED, ROWS, FAULTS);
      const found = await check(folder, sheet);
      const { missed, invented, withoutSuggestion } = compare(sheet, found.problems);
      for (const line of [...missed, ...invented, ...withoutSuggestion].slice(0, 20)) say(line);
      applySuggestions(sheet, found.problems);
      const mended = await check(folder, sheet);
      for (const { row, column, code } of mended.problems.slice(0, 10)) say(`still: row ${row} ${column} ${code}`);
      const clean = await check(folder, plantFaults(SEED, ROWS, 0));
      const holds =
        missed.length + invented.length + mended.errors + clean.errors === 0 &&
        mended.rows === ROWS &&
        found.rows === ROWS;
      return {
        holds,
        figure: {
          seed: SEED,
          rows: found.rows,
          faults: FAULTS,
          kinds: FAULT_KINDS.length,
          cells: sheet.planted.length,
          told: found.errors,
          missed: missed.length,
          invented: invented.length,
          withoutSuggestion: withoutSuggestion.length,
          afterSuggestions: mended.errors,
          withoutFaults: clean.errors,
        },
      };
    });
  },
};

function compare({ planted }: PlantedSheet, problems: readonly ToldProblem[]) {
  const told = new Map(problems.map((problem) => [`${problem.row}|${problem.column}`, problem]));
  const cells = new Set(planted.map(({ row, column }) => `${row}|${column}`));
  const missed = planted.filter(
    ({ row, column, kind }) => !CODES[kind].includes(told.get(`${row}|${column}`)?.code ?? ''),
  );
  const invented = problems.filter(({ row, column, isWarning }) => !isWarning && !cells.has(`${row}|${column}`));
  return {
    missed: missed.map(
      ({ row, column, kind }) => `missed: row ${row} ${column}: ${kind}; told ${told.get(`${row}|${column}`)?.code}`,
    ),
    invented: invented.map(({ row, column, code, value }) => `invented: row ${row} ${column}: ${code} ${value}`),
    withoutSuggestion: problems
      .filter(({ suggestion, isWarning }) => suggestion === undefined && !isWarning)
      .map(({ row, column, code, value }) => `no suggestion: row ${row} ${column}: ${code} ${value}`),
  };
}

/** As a marketer would with "take suggestion" at each problem. */
function applySuggestions({ header, rows }: PlantedSheet, problems: readonly ToldProblem[]): void {
  for (const { row, column, suggestion } of problems) {
    if (suggestion === undefined) continue;
    const ordinal = header.indexOf(column!);
    if (row === 1) header[ordinal] = suggestion;
    else rows[row! - 2]![ordinal] = suggestion;
  }
}

/** The command itself, on the file as a German Excel saves it: semicolons, Windows-1252. */
async function check(folder: string, { header, rows }: PlantedSheet): Promise<CheckSummary> {
  const file = join(folder, 'angebote.csv');
  const lines = [header, ...rows].map((cells) => cells.map(quoted).join(';')).join('\r\n');
  await writeFile(file, toWindows1252(lines));
  const command = join(repositoryRoot, 'dist', 'src', 'commands', 'catalog.command.js');
  const child = spawn(process.execPath, [command, 'check', file, '--lang', 'de'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 && code !== 3) throw new Error(`the check ended with code ${String(code)}`);
  return JSON.parse(output.trimEnd().split('\n').at(-1)!) as CheckSummary;
}

function quoted(cell: string): string {
  return /[";\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The characters of Windows-1252 beyond Latin-1 that the sheets hold. */
const BEYOND_LATIN1: Record<string, number> = { '€': 0x80, '„': 0x84, '…': 0x85, '“': 0x93, '”': 0x94, '–': 0x96 };

function toWindows1252(text: string): Buffer {
  return Buffer.from(
    text.replace(/[€„…“”–]/g, (char) => String.fromCharCode(BEYOND_LATIN1[char]!)),
    'latin1',
  );
}
