import { COLUMNS, type Cell } from '../columns.js';

/** The first line. */
export const CSV_HEAD = `${COLUMNS.map(({ name }) => name).join(',')}\n`;

const IS_TIME = COLUMNS.map(({ kind }) => kind === 'time');
const NEEDS_QUOTES = /[",\r\n]/;

/** RFC 4180, but with the line ends of Unix. What is missing is empty; so no text is. */
export function writeCsv(row: readonly Cell[]): string {
  let line = '';
  for (let at = 0; at < row.length; at += 1) line += (at === 0 ? '' : ',') + cellText(row[at]!, IS_TIME[at]!);
  return `${line}\n`;
}

function cellText(cell: Cell, isTime: boolean): string {
  if (cell === null) return '';
  if (isTime) return new Date(cell as number).toISOString();
  if (typeof cell !== 'string') return String(cell);
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
