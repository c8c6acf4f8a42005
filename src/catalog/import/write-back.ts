import { FIX_HEADERS, PROBLEM_HEADERS, type Language } from './fields.js';
import { IMPORT_LIMITS } from './limits.js';
import { openSheet } from './open-sheet.js';
import { tellProblem, type ToldProblem } from './problem.js';
import type { Cell, Sheet, SheetRow } from './sheet.js';
import { writeCsv, writeNdjson } from './write-csv.js';
import { writeXlsx } from './write-xlsx.js';

/**
 * Writes the file again with two more columns, what is wrong and what would be right: CSV and XLSX as what they were,
 * every kind of JSON as one object a line. Reading passes over these columns, so the mended file can be given as it is.
 */
export async function writeBack(
  path: string,
  out: string,
  problems: readonly ToldProblem[],
  language: Language,
): Promise<void> {
  const sheet = await openSheet(path, IMPORT_LIMITS);
  const notes = notesByRow(problems, language, sheet.headerRow);
  if (sheet.format === 'xlsx') return writeXlsx(out, cellsWithNotes(sheet, notes, language));
  if (sheet.format === 'csv') return writeCsv(out, cellsWithNotes(sheet, notes, language), sheet.delimiter!);
  return writeNdjson(out, recordsWithNotes(sheet, notes, language));
}

interface Note {
  readonly problem: string;
  readonly fix: string;
}

const NO_NOTE: Note = { problem: '', fix: '' };

/** What is wrong with the header stands in the row below it, since the header names our own columns. */
function notesByRow(
  problems: readonly ToldProblem[],
  language: Language,
  headerRow: number | null,
): ReadonlyMap<number, Note> {
  const notes = new Map<number, Note>();
  for (const problem of problems) {
    const { column, suggestion } = problem;
    // What is wrong with the whole stands in the first row, too.
    const row = problem.row === null ? (headerRow ?? 0) + 1 : problem.row === headerRow ? headerRow + 1 : problem.row;
    const before = notes.get(row) ?? NO_NOTE;
    const told = `${column ?? ''}: ${tellProblem(problem, language)}`;
    const fix = suggestion === undefined ? '' : `${column ?? ''} = ${suggestion}`;
    notes.set(row, { problem: joined(before.problem, told), fix: joined(before.fix, fix) });
  }
  return notes;
}

function joined(before: string, next: string): string {
  return before && next ? `${before}; ${next}` : before + next;
}

/** Columns that an earlier giving back has added are written anew. */
async function* cellsWithNotes(
  { columns, headerRow, above, rows }: Sheet,
  notes: ReadonlyMap<number, Note>,
  language: Language,
): AsyncGenerator<readonly Cell[]> {
  const ours = new Set<string>([...Object.values(PROBLEM_HEADERS), ...Object.values(FIX_HEADERS)]);
  const kept = columns.map((_, ordinal) => ordinal).filter((ordinal) => !ours.has(columns[ordinal]!));
  let next = 1;
  // Empty rows are given back, so that rows keep their numbers.
  const emptyUntil = function* (row: number) {
    for (; next < row; next += 1) yield [];
    next += 1;
  };
  for (const { row, cells } of above) {
    yield* emptyUntil(row);
    yield cells;
  }
  yield* emptyUntil(headerRow ?? 1);
  yield [...kept.map((ordinal) => columns[ordinal]!), PROBLEM_HEADERS[language], FIX_HEADERS[language]];
  for await (const given of rows) {
    yield* emptyUntil(given.row);
    const { problem, fix } = notes.get(given.row) ?? NO_NOTE;
    yield [...kept.map((ordinal) => given.cells[ordinal] ?? null), problem, fix];
  }
}

async function* recordsWithNotes(
  { columns, rows }: Sheet,
  notes: ReadonlyMap<number, Note>,
  language: Language,
): AsyncGenerator<object> {
  for await (const given of rows) {
    const { problem, fix } = notes.get(given.row) ?? NO_NOTE;
    const record = toRecord(given, columns);
    yield { ...record, [PROBLEM_HEADERS[language]]: problem, [FIX_HEADERS[language]]: fix };
  }
}

function toRecord({ cells, offer }: SheetRow, columns: readonly string[]): object {
  return offer ?? Object.fromEntries(cells.flatMap((cell, i) => (cell === null ? [] : [[columns[i]!, cell]])));
}
