import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { neutral } from './formula.js';
import type { Cell, Delimiter } from './sheet.js';

type Rows = AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;

/** UTF-8 with a byte order mark, without which Excel takes umlauts for something else. Formulas become plain text. */
export async function writeCsv(path: string, rows: Rows, delimiter: Delimiter): Promise<void> {
  await writeLines(path, csvLines(rows, delimiter));
}

async function* csvLines(rows: Rows, delimiter: Delimiter): AsyncGenerator<string> {
  yield '\uFEFF';
  for await (const cells of rows) yield `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;
}

function csvCell(cell: Cell, delimiter: Delimiter): string {
  const text = typeof cell === 'string' ? neutral.write(cell) : String(cell ?? '');
  return /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One JSON object a line. */
export async function writeNdjson(path: string, records: AsyncIterable<object> | Iterable<object>): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    for await (const record of records) yield `${JSON.stringify(record)}\n`;
  }
  await writeLines(path, lines());
}

async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file = createWriteStream(path);
  for await (const line of lines) if (!file.write(line)) await once(file, 'drain');
  file.end();
  await finished(file);
}
