import { jsonElements, parseJson, refuseHostile } from './json-elements.js';
import type { ImportLimits } from './limits.js';
import type { Cell, SheetRow } from './sheet.js';
import { Unreadable } from './unreadable.js';

type JsonObject = Record<string, unknown>;

/** Columns of records that name their own: they are numbered as they are met. */
export class ColumnBook {
  readonly names: string[] = [];
  readonly #ordinals = new Map<string, number>();
  readonly #limits: ImportLimits;

  constructor(limits: ImportLimits) {
    this.#limits = limits;
  }

  ordinalOf(name: string): number {
    const known = this.#ordinals.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= this.#limits.columns)
      throw new Unreadable('TOO_MANY_COLUMNS', `the records have more than ${this.#limits.columns} different keys`);
    this.#ordinals.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** One object a line. A line that is no JSON comes as a fault, and reading goes on. */
export async function* ndjsonRows(
  text: AsyncIterable<string>,
  book: ColumnBook,
  limits: ImportLimits,
): AsyncGenerator<SheetRow> {
  let row = 0;
  for await (const line of linesOf(text, limits)) {
    row += 1;
    if (line.trim() === '') continue;
    yield lineToRow(line, row, book, limits);
  }
}

function lineToRow(line: string, row: number, book: ColumnBook, limits: ImportLimits): SheetRow {
  let value: unknown;
  try {
    value = parseJson(line, `line ${row}`);
  } catch {
    return { row, cells: [], fault: { code: 'ROW_BROKEN', value: line.slice(0, 200) } };
  }
  refuseHostile(value, limits, `line ${row}`);
  return toRow(value, row, book);
}

/** The elements of a list, or of `offers` or `features` in an object. */
export async function* jsonRows(
  text: AsyncIterable<string>,
  book: ColumnBook,
  limits: ImportLimits,
): AsyncGenerator<SheetRow> {
  for await (const { key, index, value } of jsonElements(text, limits)) {
    if (key === '' || key === 'offers' || key === 'features') yield toRow(value, index, book);
  }
}

function toRow(value: unknown, row: number, book: ColumnBook): SheetRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { row, cells: [], fault: { code: 'ROW_BROKEN', value: JSON.stringify(value).slice(0, 200) } };
  const record = value as JsonObject;
  if (Array.isArray(record.treatments)) return { row, cells: [], offer: record };
  const cells: Cell[] = [];
  if (record.type === 'Feature') flattenFeature(record, book, cells);
  else flatten(record, '', book, cells);
  for (let i = 0; i < cells.length; i += 1) cells[i] ??= null;
  return { row, cells };
}

/** The geometry of a feature to `lat` and `lng`, or to `area`; its properties to columns (RFC 7946). */
function flattenFeature({ id, geometry, properties }: JsonObject, book: ColumnBook, cells: Cell[]): void {
  if (typeof id === 'string' || typeof id === 'number') cells[book.ordinalOf('id')] = id;
  if (typeof properties === 'object' && properties !== null) flatten(properties as JsonObject, '', book, cells);
  const { type, coordinates } = (geometry ?? {}) as { type?: string; coordinates?: unknown };
  if (type === 'Point' && Array.isArray(coordinates)) {
    cells[book.ordinalOf('lng')] = toCell(coordinates[0]);
    cells[book.ordinalOf('lat')] = toCell(coordinates[1]);
  } else if (type !== undefined) cells[book.ordinalOf('area')] = JSON.stringify({ type, coordinates });
}

/** Objects within become columns with dots in their names; lists of plain values one cell with bars. */
function flatten(record: JsonObject, prefix: string, book: ColumnBook, cells: Cell[]): void {
  for (const [key, value] of Object.entries(record)) {
    const name = prefix + key;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject && !('coordinates' in value)) flatten(value as JsonObject, `${name}.`, book, cells);
    else cells[book.ordinalOf(name)] = toCell(value);
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((inner) => typeof inner !== 'object')) return value.join('|');
  return JSON.stringify(value);
}

async function* linesOf(text: AsyncIterable<string>, limits: ImportLimits): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    if (rest.length > limits.rowLength || lines.some((line) => line.length > limits.rowLength))
      throw new Unreadable('ROW_TOO_LONG', `a line is longer than ${limits.rowLength} characters; one object a line`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}
