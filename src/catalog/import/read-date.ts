import { wallClockIn } from '../../core/context/wall-clock.js';

/** A written time: what the clock showed, or a moment where the zone was written too. */
export interface WrittenDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minuteOfDay: number | undefined;
  /** Minutes east of UTC, where written. */
  readonly offsetMinutes: number | undefined;
}

const GERMAN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::\d{2})?(?: Uhr)?)?$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

export type ReadDate = { ok: true; date: WrittenDate } | { ok: false; fault: 'bad' | 'impossible'; nearest?: string };

/** `31.12.2026`, `31.12.2026 18:00`, `2026-12-31`, `2026-12-31T18:00`, with `Z` or an offset too. */
export function readDate(text: string): ReadDate {
  const date = readParts(text);
  if (!date) return { ok: false, fault: 'bad', nearest: guessDate(text) };
  const lastDay = new Date(Date.UTC(date.year, date.month, 0)).getUTCDate();
  const isMonth = date.month >= 1 && date.month <= 12;
  if (isMonth && date.day >= 1 && date.day <= lastDay && (date.minuteOfDay ?? 0) < 1440) return { ok: true, date };
  return { ok: false, fault: 'impossible', nearest: tellLike(text, possible(date)) };
}

function readParts(text: string): WrittenDate | undefined {
  const german = GERMAN.exec(text);
  if (german) return partsOf(german[3]!, german[2]!, german[1]!, german[4], german[5]);
  const iso = ISO.exec(text);
  return iso ? partsOf(iso[1]!, iso[2]!, iso[3]!, iso[4], iso[5], iso[6]) : undefined;
}

function partsOf(
  year: string,
  month: string,
  day: string,
  hour?: string,
  minute?: string,
  zone?: string,
): WrittenDate | undefined {
  if (hour !== undefined && Number(minute) > 59) return undefined;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    minuteOfDay: hour === undefined ? undefined : Number(hour) * 60 + Number(minute),
    offsetMinutes: zone === undefined ? undefined : offsetOf(zone),
  };
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** The nearest day that the calendar has. */
function possible(date: WrittenDate): WrittenDate {
  const month = Math.min(12, Math.max(1, date.month));
  const lastDay = new Date(Date.UTC(date.year, month, 0)).getUTCDate();
  const minuteOfDay = date.minuteOfDay === undefined ? undefined : Math.min(1439, date.minuteOfDay);
  return { ...date, month, day: Math.min(lastDay, Math.max(1, date.day)), minuteOfDay };
}

/** The days since 1899-12-30 as which spreadsheets keep dates: from 1995 to 2064, so that a year or a price is none. */
const SERIAL = /^(3[5-9]|[45]\d)\d{3}(?:[.,]\d+)?$/;
const SERIAL_START_MS = Date.UTC(1899, 11, 30);
const MONTHS = ['jan', 'feb', 'm[aä]r', 'apr', 'ma[iy]', 'jun', 'jul', 'aug', 'sep', 'o[ck]t', 'nov', 'de[cz]'];
const MONTH_NAMES = MONTHS.map((name) => new RegExp(`(?<!\\p{L})${name}\\p{L}*\\.?`, 'iu'));

/** The numbers of a date in the order in which they stand; a month by its name stands between day and year. */
function numbersOf(text: string): string[] {
  const numbers: string[] = text.match(/\d+/g) ?? [];
  const month = MONTH_NAMES.findIndex((name) => name.test(text));
  return month < 0 ? numbers : numbers.toSpliced(1, 0, String(month + 1));
}

/** `31/12/2026`, `31-12-26`, `2026/12/31`, `31. Dez 2026`, `46387`: other marks, a year of two digits, a month by name. */
function guessDate(text: string): string | undefined {
  if (SERIAL.test(text)) {
    const day = new Date(SERIAL_START_MS + Number.parseInt(text, 10) * 86_400_000);
    return `${two(day.getUTCDate())}.${two(day.getUTCMonth() + 1)}.${day.getUTCFullYear()}`;
  }
  const [first, second, third, ...more] = numbersOf(text);
  // A time of day would be lost.
  if (more.length > 0) return undefined;
  if (!third) return undefined;
  const [left, middle, year] = first!.length === 4 ? [third, second!, first!] : [first!, second!, third];
  // Americans write the month first.
  const [day, month] = Number(middle) > 12 && Number(left) <= 12 ? [middle, left] : [left, middle];
  if (year.length !== 4 && year.length !== 2) return undefined;
  const guessed = tellDate({
    ...possible({ year: 0, month: Number(month), day: Number(day), minuteOfDay: undefined, offsetMinutes: undefined }),
    year: Number(year.length === 2 ? `20${year}` : year),
  });
  return readDate(guessed).ok ? guessed : undefined;
}

function tellLike(text: string, date: WrittenDate): string {
  return GERMAN.test(text) ? tellDate(date) : tellIso(date);
}

function tellDate({ year, month, day, minuteOfDay }: WrittenDate): string {
  return `${two(day)}.${two(month)}.${year}${minuteOfDay === undefined ? '' : ` ${tellClock(minuteOfDay)}`}`;
}

function tellIso({ year, month, day, minuteOfDay }: WrittenDate): string {
  return `${year}-${two(month)}-${two(day)}${minuteOfDay === undefined ? '' : `T${tellClock(minuteOfDay)}`}`;
}

function tellClock(minuteOfDay: number): string {
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The day alone, written as `text` writes its dates. */
export function dayOf(text: string): string {
  const date = readParts(text)!;
  return tellLike(text, { ...date, minuteOfDay: undefined, offsetMinutes: undefined });
}

const clocks = new Map<string, (wallMs: number) => number>();

/**
 * Epoch ms. What has no offset is the clock of `zone`. A day without an hour is its beginning, or, where it is the last
 * day (`until`), its end: the midnight after it.
 */
export function toEpochMs(date: WrittenDate, zone: string, until: boolean): number {
  const { year, month, day, minuteOfDay, offsetMinutes } = date;
  const days = day + (until && minuteOfDay === undefined ? 1 : 0);
  const wallMs = Date.UTC(year, month - 1, days, 0, minuteOfDay ?? 0);
  if (offsetMinutes !== undefined) return wallMs - offsetMinutes * 60_000;
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, (clock = wallClockIn(zone)));
  return clock(wallMs);
}

/** A day alone as `2026-12-31`; undefined for anything else, and for a day that the calendar does not have. */
export function readDay(text: string): string | undefined {
  const read = readDate(text);
  if (!read.ok || read.date.minuteOfDay !== undefined) return undefined;
  return tellIso(read.date);
}
