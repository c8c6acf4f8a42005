import type { WeeklyWindow } from '../../contract/catalog.js';

type Day = WeeklyWindow['days'][number];

export interface ReadHours {
  readonly windows: WeeklyWindow[];
  /** Parts on public and school holidays: they are understood, and not used. */
  readonly unused: readonly string[];
}

const DAYS: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** As the language writes them, and as German and English sheets do. */
const DAY_NAMES: Readonly<Record<string, Day>> = {
  mo: 'mon',
  tu: 'tue',
  we: 'wed',
  th: 'thu',
  fr: 'fri',
  sa: 'sat',
  su: 'sun',
  di: 'tue',
  mi: 'wed',
  do: 'thu',
  so: 'sun',
  mon: 'mon',
  tue: 'tue',
  wed: 'wed',
  thu: 'thu',
  fri: 'fri',
  sat: 'sat',
  sun: 'sun',
};
const HOLIDAY = /^(PH|SH)$/i;
const CLOSED = /^(off|closed|zu|geschlossen)$/i;
const TIMES = /^\d{1,2}[:.]\d{2}\s*[-–]/;

/** Day -> its times so far; a later rule for a day takes the place of an earlier one. */
type Week = Map<Day, readonly Span[]>;
interface Span {
  readonly from: string;
  readonly to: string;
}

/**
 * The part of OpenStreetMap's opening hours that shops use (https://wiki.openstreetmap.org/wiki/Key:opening_hours): rules
 * parted by semicolons, or by commas where a new one begins with days; days as lists and ranges; times as lists, over
 * midnight too; `24/7`, `off`; holidays are read and left out.
 * @returns the rule that is not understood, as a text.
 */
export function readOpeningHours(text: string): ReadHours | string {
  const week: Week = new Map();
  const unused: string[] = [];
  for (const rule of rulesOf(text)) {
    const read = readRule(rule);
    if (!read) return rule.replace(ADDITION_MARK, '');
    if (read.isHolidayNamed) unused.push(rule.replace(ADDITION_MARK, ''));
    for (const day of read.days) {
      const before = read.isAddition ? (week.get(day) ?? []) : [];
      week.set(day, [...before, ...read.spans]);
    }
  }
  const windows = windowsOf(week);
  return windows.length === 0 ? text : { windows, unused };
}

interface Rule {
  readonly days: readonly Day[];
  readonly spans: readonly Span[];
  readonly isHolidayNamed: boolean;
  /** After a comma: it adds to the days, and takes nothing away. */
  readonly isAddition: boolean;
}

const ADDITION = '+';
const ADDITION_MARK = /^\+\s*/;

/** `Mo-Fr 08:00-12:00, Sa 09:00-12:00` are two rules; `Mo,Sa 08:00-12:00,13:00-15:00` is one. */
function rulesOf(text: string): string[] {
  return text
    .replace(/(\d{1,2}[:.]\d{2}|off|closed)\s*,\s*(?=[A-Za-z])/gi, `$1;${ADDITION}`)
    .split(/;|\|\|/)
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '' && rule !== ADDITION);
}

function readRule(given: string): Rule | undefined {
  const isAddition = given.startsWith(ADDITION);
  const rule = isAddition ? given.slice(1).trim() : given;
  const at = rule === '24/7' ? 0 : rule.search(/\d|\b(off|closed|zu|geschlossen)\b/i);
  const head = (at < 0 ? rule : rule.slice(0, at)).replace(/:\s*$/, '').trim();
  const tail = at < 0 ? '' : rule.slice(at).trim();
  const days = readDays(head);
  const spans = readTimes(tail);
  if (!days || !spans || (tail === '24/7' && head !== '')) return undefined;
  return { days: days.days, spans, isHolidayNamed: days.isHolidayNamed, isAddition };
}

/** No days: all of them. */
function readDays(text: string): { days: readonly Day[]; isHolidayNamed: boolean } | undefined {
  if (text === '') return { days: DAYS, isHolidayNamed: false };
  const parts = text
    .split(/[,\s]+/)
    .map((part) => part.replace(/\.$/, ''))
    .filter((part) => part !== '');
  const named = parts.filter((part) => !HOLIDAY.test(part));
  const days = named.map(readRange);
  if (days.some((range) => range === undefined)) return undefined;
  return { days: days.flat() as Day[], isHolidayNamed: named.length < parts.length };
}

function readRange(text: string): readonly Day[] | undefined {
  const names = text.split(/[-–]/).map((name) => DAY_NAMES[name.toLowerCase()]);
  const [first, last] = [names[0], names.at(-1)];
  if (!first || !last || names.length > 2) return undefined;
  const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
  return from <= to ? DAYS.slice(from, to + 1) : [...DAYS.slice(from), ...DAYS.slice(0, to + 1)];
}

function readTimes(text: string): readonly Span[] | undefined {
  if (CLOSED.test(text)) return [];
  if (text === '24/7' || text === '') return [{ from: '00:00', to: '24:00' }];
  if (!TIMES.test(text)) return undefined;
  const spans = text.split(',').map(readSpan);
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

/**
 * `08:00-18:00`, `8:00-02:00`, `20:00-26:00`: what ends behind 24:00 ends on the next day. `18:00-23:00+`, open at least till
 * then, is taken for that.
 */
export function readSpan(text: string): Span | undefined {
  const [, h1, m1, h2, m2] =
    /^\s*(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})(?:\+|\s*Uhr)?\s*$/.exec(text) ?? [];
  if (h2 === undefined) return undefined;
  const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
  const isOnClock = Number(m1) < 60 && Number(m2) < 60 && from < 1_440 && to <= 2_880;
  if (!isOnClock || to === from || to - from > 1_440) return undefined;
  const end = to > 1_440 ? to - 1_440 : to;
  return end === from ? { from: '00:00', to: '24:00' } : { from: tellClock(from), to: tellClock(end) };
}

function tellClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Days of the same times together, in the order of the week. */
function windowsOf(week: Week): WeeklyWindow[] {
  const windows = new Map<string, WeeklyWindow>();
  for (const day of DAYS) {
    for (const { from, to } of week.get(day) ?? []) {
      const key = `${from}-${to}`;
      const known = windows.get(key);
      if (!known) windows.set(key, { days: [day], from, to });
      else if (!known.days.includes(day)) known.days.push(day);
    }
  }
  return [...windows.values()];
}
