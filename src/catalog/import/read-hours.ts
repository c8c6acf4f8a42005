import type { CatalogInput } from '../../contract/catalog.js';
import { timeZone as timeZoneSchema } from '../../contract/catalog.js';
import { readExceptions } from '../hours/exceptions.js';
import { readOpeningHours } from '../hours/opening-hours.js';
import type { RowCells } from './row-cells.js';

type When = NonNullable<CatalogInput['offers'][number]['when']>;

/** Weekly windows and exceptions of a row. What is not used of them is told, and does no harm. */
export function readHours(cells: RowCells): Pick<When, 'windows' | 'exceptions'> {
  return { windows: readWindows(cells), exceptions: readDates(cells) };
}

function readWindows(cells: RowCells): When['windows'] {
  const text = cells.text('openingHours');
  if (text === undefined) return undefined;
  const read = readOpeningHours(text);
  if (typeof read === 'string') {
    cells.tell('openingHours', 'BAD_HOURS', read);
    return undefined;
  }
  for (const part of read.unused) cells.warn('openingHours', 'HOLIDAYS_NOT_USED', part);
  return read.windows;
}

function readDates(cells: RowCells): When['exceptions'] {
  const text = cells.text('exceptions');
  if (text === undefined) return undefined;
  const read = readExceptions(text);
  if (typeof read !== 'string') return read;
  cells.tell('exceptions', 'BAD_EXCEPTION', read);
  return undefined;
}

export function readTimeZone(cells: RowCells): string | undefined {
  const text = cells.text('timeZone');
  if (text === undefined || timeZoneSchema.safeParse(text).success) return text;
  cells.tell('timeZone', 'BAD_TIME_ZONE');
  return undefined;
}
