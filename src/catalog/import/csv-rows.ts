import { once } from 'node:events';
import { parse, type CsvError } from 'csv-parse';
import { neutral } from './formula.js';
import type { ImportLimits } from './limits.js';
import { isFilled, type Delimiter, type SheetRow } from './sheet.js';
import { Unreadable } from './unreadable.js';

type Skipped = CsvError & { lines?: number };

/**
 * The rows of a CSV, the header first. A row with a lone quote comes as a fault, and reading goes on with the next line.
 * @throws Unreadable ROW_TOO_LONG, CSV_BROKEN.
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  limits: ImportLimits,
): AsyncGenerator<SheetRow> {
  const ready: SheetRow[] = [];
  let row = 0;
  let lastFaultyLine: number | undefined;
  let failure: unknown;
  const parser = parse({
    delimiter,
    max_record_size: limits.rowLength,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const { code, lines } = error as Skipped;
      // After a quote that closes too early or never, nobody can tell where the next row begins.
      if (code !== 'INVALID_OPENING_QUOTE') {
        failure ??= error;
        return undefined;
      }
      // The parser stumbles over each quote of a line; the first one is told.
      if (lines === lastFaultyLine) return undefined;
      lastFaultyLine = lines;
      ready.push({ row: (row += 1), cells: [], fault: { code: 'QUOTE_ALONE', value: '' } });
      return undefined;
    },
    on_record: (record: string[]) => {
      row += 1;
      const cells = record.map(toCell);
      if (cells.some(isFilled)) ready.push({ row, cells });
      return null;
    },
  });
  parser.on('error', (error: Error) => (failure ??= error));
  parser.resume();
  for await (const piece of text) {
    if (!parser.write(piece) && failure === undefined) await Promise.race([once(parser, 'drain'), onceFailed(parser)]);
    yield* ready.splice(0);
    if (failure !== undefined) throw toUnreadable(failure, row, limits);
  }
  parser.end();
  if (failure === undefined) await Promise.race([once(parser, 'end'), onceFailed(parser)]);
  yield* ready.splice(0);
  if (failure !== undefined) throw toUnreadable(failure, row, limits);
}

function onceFailed(parser: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    parser.once('error', () => resolve());
    parser.once('close', () => resolve());
  });
}

function toCell(text: string): string | null {
  return text === '' ? null : neutral.read(text);
}

function toUnreadable(error: unknown, row: number, limits: ImportLimits): unknown {
  if (error instanceof Unreadable) return error;
  const { code, message } = error as CsvError;
  if (code === 'CSV_MAX_RECORD_SIZE') return tooLong(row + 1, limits);
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return new Unreadable(
      'CSV_BROKEN',
      `a quote opens in row ${row} and never closes; write " as "" inside of quotes`,
      String(row),
    );
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return new Unreadable(
      'CSV_BROKEN',
      `in row ${row} text follows a closing quote; write " as "" inside of quotes`,
      String(row),
    );
  return new Unreadable('CSV_BROKEN', `row ${row + 1} cannot be read: ${message}`);
}

function tooLong(row: number, { rowLength }: ImportLimits): Unreadable {
  return new Unreadable(
    'ROW_TOO_LONG',
    `row ${row} is longer than ${rowLength} characters; a quote that opens in it and never closes would be one reason`,
    String(row),
  );
}
