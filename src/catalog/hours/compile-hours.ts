import tzLookup from '@photostructure/tz-lookup';
import type { CatalogOffer, DateException, WeeklyWindow } from '../../contract/catalog.js';
import { HOME_ZONE } from '../home-zone.js';
import { localClock } from './local-clock.js';

const DAY_MINUTES = 1_440;
const DAY_MS = 86_400_000;
/** As days are counted from 1970-01-01, a Thursday. */
const WEEKDAYS = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;

/** Minutes from the midnight that begins the day; an end on the next day lies beyond 1,440. */
interface Span {
  readonly from: number;
  readonly to: number;
}
type Spans = readonly Span[];

const CLOSED: Spans = [];
const ALL_DAY: Spans = [{ from: 0, to: DAY_MINUTES }];

/**
 * Weekly windows and exceptions as one question, on the wall clock of the offer's zone: on the day the clocks change, eight
 * o'clock is eight o'clock. What runs over midnight belongs to the day on which it begins, so that a closed date does not
 * end the night before it. Without windows every day is open but for the exceptions.
 */
export function compileHours(
  { when, timeZone, place }: Pick<CatalogOffer, 'when' | 'timeZone' | 'place'>,
  homeZone = HOME_ZONE,
): ((now: number) => boolean) | undefined {
  if (!when?.windows && !when?.exceptions) return undefined;
  const clock = localClock(timeZone ?? (place ? tzLookup(place.lat, place.lng) : homeZone));
  const weekly = compileWeek(when.windows);
  const exceptions = compileExceptions(when.exceptions);
  const spansOn = (day: number): Spans => exceptions.get(day) ?? weekly[((day % 7) + 7) % 7]!;
  return (now) => {
    const local = clock(now);
    const day = Math.floor(local / DAY_MINUTES);
    const minute = local - day * DAY_MINUTES;
    return isWithin(spansOn(day), minute) || isWithin(spansOn(day - 1), minute + DAY_MINUTES);
  };
}

function isWithin(spans: Spans, minute: number): boolean {
  for (const { from, to } of spans) if (minute >= from && minute < to) return true;
  return false;
}

function compileWeek(windows: readonly WeeklyWindow[] | undefined): readonly Spans[] {
  if (!windows) return WEEKDAYS.map(() => ALL_DAY);
  return WEEKDAYS.map((weekday) => windows.filter(({ days }) => days.includes(weekday)).map(toSpan));
}

function compileExceptions(exceptions: readonly DateException[] = []): ReadonlyMap<number, Spans> {
  return new Map(
    exceptions.map((exception) => [
      Date.parse(`${exception.date}T00:00:00Z`) / DAY_MS,
      'closed' in exception ? CLOSED : exception.windows.map(toSpan),
    ]),
  );
}

function toSpan({ from, to }: { from: string; to: string }): Span {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  return { from: begin, to: end > begin ? end : end + DAY_MINUTES };
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
