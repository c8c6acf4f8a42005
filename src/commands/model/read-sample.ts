import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const MOST_ROWS = 10_000;
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Rows for a model, in the order of its columns: CSV, with or without a header, or a JSON list of lists. An empty cell, NaN
 * and null are missing values. Of more than 10,000 rows the first are taken.
 * @throws Error that names the row and the cell which is no number.
 */
export function readSample(path: string): number[][] {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  if (text.length > MOST_BYTES)
    throw new Error(`${path} is larger than ${MOST_BYTES / 2 ** 20} MiB: some hundred rows will do`);
  const rows = /^\s*[[{]/.test(text) ? fromJson(path, text) : fromCsv(text);
  const [first] = rows;
  const header = first && isHeader(first) ? 1 : 0;
  if (rows.length === header) throw new Error(`${path} has no rows`);
  return rows
    .slice(header, header + MOST_ROWS)
    .map((cells, row) => cells.map((cell) => toNumber(cell, path, header + row + 1)));
}

function fromJson(path: string, text: string): unknown[][] {
  const json = JSON.parse(text) as unknown;
  if (!Array.isArray(json) || !json.every(Array.isArray)) throw new Error(`${path} is no list of rows`);
  return json as unknown[][];
}

function fromCsv(text: string): unknown[][] {
  const delimiter = text.split('\n', 1)[0]!.includes(';') ? ';' : ',';
  return parse(text, { delimiter, skip_empty_lines: true, trim: true }) as string[][];
}

/** A first row that is all words. */
function isHeader(row: readonly unknown[]): boolean {
  return row.every(
    (cell) => typeof cell === 'string' && cell !== '' && !/^nan$/i.test(cell) && Number.isNaN(Number(cell)),
  );
}

function toNumber(cell: unknown, path: string, row: number): number {
  if (cell === null || cell === '' || (typeof cell === 'string' && cell.toLowerCase() === 'nan')) return NaN;
  const number = typeof cell === 'number' || typeof cell === 'string' ? Number(cell) : NaN;
  if (Number.isNaN(number)) throw new Error(`${path}, row ${row}: ${JSON.stringify(cell)} is no number`);
  return number;
}
