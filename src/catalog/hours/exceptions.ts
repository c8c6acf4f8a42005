import type { DateException } from '../../contract/catalog.js';
import { readDay } from '../import/read-date.js';
import { readSpan } from './opening-hours.js';

const CLOSED = /^(off|closed|zu|geschlossen)$/i;

/**
 * Dates on which other times hold, parted by bars: `24.12.2026 09:00-14:00 | 25.12.2026 zu | 2026-12-31 08:00-12:00,13:00-15:00`.
 * @returns the part that is not understood, as a text.
 */
export function readExceptions(text: string): DateException[] | string {
  const exceptions: DateException[] = [];
  const parts = text.split('|').map((part) => part.trim());
  for (const part of parts.filter((one) => one !== '')) {
    const read = readException(part);
    if (!read || exceptions.some(({ date }) => date === read.date)) return part;
    exceptions.push(read);
  }
  return exceptions.length === 0 ? text : exceptions;
}

function readException(part: string): DateException | undefined {
  const [, day, times] = /^(\S+)\s*:?\s+(.+)$/.exec(part) ?? [];
  const date = day === undefined ? undefined : readDay(day.replace(/:$/, ''));
  if (date === undefined || times === undefined) return undefined;
  if (CLOSED.test(times.trim())) return { date, closed: true };
  const windows = times.split(',').map(readSpan);
  return windows.every((span) => span !== undefined) ? { date, windows } : undefined;
}
