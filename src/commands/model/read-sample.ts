import { readFileSync, statSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const MOST_ROWS = 10_000;
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Rows for a model, in the order of its columns: CSV, with or without a header, or a JSON list of lists. Columns are parted
 * by commas, tabs, or semicolons; with these a number may have a decimal comma. An empty cell, NaN and null are missing
 * values. Of more than 10,000 rows the first are taken.
 * @throws Error that names the row and the cell which is no number.
 */
export function readSample(path: string): number[][] {
  if (statSync(path).size > MOST_BYTES)
    throw new Error(`${path} is larger than ${MOST_BYTES / 2 ** 20} MiB: some hundred rows will do`);
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const rows = /^\s*[[{]/.test(text) ? fromJson(path, text) : fromCsv(text);
  const [first] = rows;
  const header = first && isHeader(first) ? 1 : 0;
  if (rows.length === header) throw new Error(`${path} has no rows`);
  return rows
    .slice(header, header + MOST_ROWS)
    .map((cells, row) => toNumbers(cells, `${path}, row ${header + row + 1}`));
}

function fromJson(path: string, text: string): unknown[][] {
  const json = JSON.parse(text) as unknown;
  if (!Array.isArray(json) || !json.every(Array.isArray)) throw new Error(`${path} is no list of rows`);
  return json as unknown[][];
}

function fromCsv(text: string): unknown[][] {
  const [first = ''] = text.split('\n', 1);
  const delimiter = [';', '\t'].find((mark) => first.includes(mark)) ?? ',';
  const rows = parse(text, { delimiter, skip_empty_lines: true, trim: true, to: MOST_ROWS + 1 }) as string[][];
  // German spreadsheets part columns by semicolons because a comma is within the numbers.
  return delimiter === ',' ? rows : rows.map((row) => row.map((cell) => cell.replace(DECIMAL_COMMA, '$1.$2')));
}

const DECIMAL_COMMA = /^([-+]?\d+),(\d+)$/;

/** A first row that is all words. */
function isHeader(row: readonly unknown[]): boolean {
  const isWord = (cell: unknown) =>
    typeof cell === 'string' && cell !== '' && !/^nan$/i.test(cell) && Number.isNaN(Number(cell));
  return row.length > 0 && row.every(isWord);
}

function toNumbers(cells: readonly unknown[], where: string): number[] {
  if (cells.length === 0) throw new Error(`${where} has no cells`);
  return cells.map((cell) => toNumber(cell, where));
}

function toNumber(cell: unknown, where: string): number {
  if (cell === null || cell === '' || (typeof cell === 'string' && cell.toLowerCase() === 'nan')) return NaN;
  const number = typeof cell === 'number' || typeof cell === 'string' ? Number(cell) : NaN;
  // The model gets floats of 32 bits: what is beyond them would arrive as infinite.
  if (!Number.isFinite(Math.fround(number))) throw new Error(`${where}: ${told(cell)} is no number`);
  return number;
}

function told(cell: unknown): string {
  return typeof cell === 'object' ? 'a list or an object' : JSON.stringify(cell).slice(0, 80);
}
