import { csvRows } from './csv-rows.js';
import { detectFormat } from './detect-format.js';
import { delimiterOf, findHeader } from './find-header.js';
import type { ImportLimits } from './limits.js';
import { openBytes } from './open-bytes.js';
import { ColumnBook, jsonRows, ndjsonRows } from './record-rows.js';
import { isFilled, type Cell, type Sheet, type SheetRow } from './sheet.js';
import { findEncoding, textOf } from './text-of.js';
import { Unreadable } from './unreadable.js';
import { xlsxRows } from './xlsx-rows.js';

/**
 * Opens a file of any kind that is read here, told by its content and not by its name. Rows come as a stream: what is
 * held of the file is one row, the names of its columns, and in XLSX the words that cells share.
 * @throws Unreadable with a stable code, here or while rows are read.
 */
export async function openSheet(path: string, limits: ImportLimits): Promise<Sheet> {
  const source = await openBytes(path, limits);
  if (detectFormat(source.start, '') === 'xlsx')
    return withHeader('xlsx', counted(xlsxRows(path, limits), limits), limits);
  const encoding = await findEncoding(source);
  const start = new TextDecoder(encoding).decode(source.start);
  const format = detectFormat(source.start, start);
  if (format === undefined)
    throw new Unreadable('FORMAT_UNKNOWN', `${path} is no CSV, XLSX, JSON, NDJSON or GeoJSON; save it as one of these`);
  const text = textOf(source, encoding);
  if (format === 'csv') {
    const delimiter = delimiterOf(start);
    const sheet = await withHeader('csv', counted(csvRows(text, delimiter, limits), limits), limits);
    return { ...sheet, delimiter };
  }
  const book = new ColumnBook(limits);
  const rows = format === 'ndjson' ? ndjsonRows(text, book, limits) : jsonRows(text, book, limits);
  return { format, headerRow: null, above: [], columns: book.names, rows: counted(rows, limits) };
}

/** The first row names the columns, or the first one under a title that does. */
async function withHeader(
  format: 'csv' | 'xlsx',
  rows: AsyncGenerator<SheetRow>,
  limits: ImportLimits,
): Promise<Sheet> {
  const { above, header, below } = await findHeader(rows);
  if (!header || header.fault)
    throw new Unreadable('FORMAT_UNKNOWN', 'the first row must name the columns; take a template as an example');
  const columns = header.cells.map(headerText);
  while (columns.at(-1) === '') columns.pop();
  if (columns.length > limits.columns)
    throw new Unreadable(
      'TOO_MANY_COLUMNS',
      `the file has ${columns.length} columns, at most ${limits.columns} are read`,
    );
  return { format, headerRow: header.row, above, columns, rows: withinColumns(chained(below, rows), columns) };
}

async function* chained(first: Iterable<SheetRow>, then: AsyncIterable<SheetRow>): AsyncGenerator<SheetRow> {
  yield* first;
  yield* then;
}

function headerText(cell: Cell): string {
  return String(cell ?? '')
    .trim()
    .slice(0, 120);
}

/** A row with more filled cells than there are columns is a row whose delimiters are wrong. */
async function* withinColumns(rows: AsyncIterable<SheetRow>, columns: readonly string[]): AsyncGenerator<SheetRow> {
  for await (const given of rows) {
    const { row, cells } = given;
    const stray = cells.length > columns.length ? cells.slice(columns.length).find(isFilled) : undefined;
    if (stray === undefined) yield given;
    else yield { row, cells: [], fault: { code: 'TOO_MANY_CELLS', value: String(stray).slice(0, 200) } };
  }
}

async function* counted(rows: AsyncIterable<SheetRow>, limits: ImportLimits): AsyncGenerator<SheetRow> {
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > limits.rows + 1)
      throw new Unreadable('TOO_MANY_ROWS', `the file has more than ${limits.rows} rows; split it`);
    yield row;
  }
}
