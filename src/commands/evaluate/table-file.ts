import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { byteLimit } from '../../traces/byte-limit.js';
import { csvRows } from '../../traces/csv-rows.js';
import { EvaluateError } from './evaluate-error.js';

const GZIP = Buffer.from([0x1f, 0x8b]);
const MOST_UNPACKED_BYTES = 16 * 1024 ** 3;

/** A row of a CSV or NDJSON file. */
export interface TableRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** The cell as text; empty when the row has none. */
  cell(column: string): string;
}

export interface TableFile {
  readonly path: string;
  readonly columns: readonly string[];
  rows(): AsyncGenerator<TableRow>;
}

/**
 * Opens a CSV (any delimiter) or NDJSON file, gzipped or not: the first bytes tell, not the name. The columns of NDJSON are
 * the keys of its first object. Rows come as they are read.
 * @throws EvaluateError naming the file; and `rows` the line as well.
 */
export async function openTable(path: string): Promise<TableFile> {
  const start = await firstText(path);
  if (start.startsWith('PAR1'))
    throw new EvaluateError(`${path} is Parquet; export it as ndjson or csv to have it read here`);
  const isJson = start.trimStart().startsWith('{');
  const rows = () => (isJson ? jsonRows(path) : commaRows(path));
  for await (const { columns } of rows()) return { path, columns, rows };
  throw new EvaluateError(`${path} has no rows`);
}

/** The unpacked text of a small file. */
export async function readText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await openBytes(path)) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** Enough of the start to tell what a file is. */
export async function firstText(path: string): Promise<string> {
  const bytes = await openBytes(path);
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) return chunk.toString('utf8').replace(/^\uFEFF/, '');
    throw new EvaluateError(`${path} is empty`);
  } catch (error) {
    throw asBroken(path, error);
  }
}

async function openBytes(path: string): Promise<Readable> {
  const head = await firstBytes(path);
  const file = createReadStream(path);
  // An error of either stream reaches the reader through the destroyed end of the pipe.
  if (head.equals(GZIP)) return pipeline(file, createGunzip(), byteLimit(MOST_UNPACKED_BYTES), () => undefined);
  return file;
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw new EvaluateError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

type FullRow = TableRow & { readonly columns: readonly string[] };

async function* commaRows(path: string): AsyncGenerator<FullRow> {
  let columns: string[] | undefined;
  let places = new Map<string, number>();
  try {
    for await (const { record, line } of csvRows(await openBytes(path))) {
      if (!columns) {
        columns = record.map((name) => name.trim());
        places = new Map(columns.map((name, place) => [name, place]));
        continue;
      }
      if (record.length !== columns.length)
        throw new EvaluateError(`${path}, line ${line}: ${record.length} cells under ${columns.length} headers`);
      yield { line, columns, cell: (column) => record[places.get(column) ?? -1]?.trim() ?? '' };
    }
  } catch (error) {
    throw asBroken(path, error);
  }
}

async function* jsonRows(path: string): AsyncGenerator<FullRow> {
  let columns: string[] | undefined;
  let line = 0;
  const bytes = await openBytes(path);
  try {
    const lines = createInterface({ input: bytes, crlfDelay: Infinity });
    for await (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const row = parseObject(path, line, text);
      columns ??= [...row.keys()];
      yield { line, columns, cell: (column) => textOf(row.get(column)) };
    }
  } catch (error) {
    throw asBroken(path, error);
  } finally {
    bytes.destroy();
  }
}

function parseObject(path: string, line: number, text: string): Map<string, unknown> {
  try {
    const row: unknown = JSON.parse(line === 1 ? text.replace(/^\uFEFF/, '') : text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return new Map(Object.entries(row));
  } catch {
    // Told below.
  }
  throw new EvaluateError(`${path}, line ${line} is no JSON object: ${text.slice(0, 60)}`);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function asBroken(path: string, error: unknown): EvaluateError {
  if (error instanceof EvaluateError) return error;
  return new EvaluateError(`${path} breaks off: ${(error as Error).message}`);
}
