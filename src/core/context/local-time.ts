import { WEEKDAYS, type Daypart, type LocalTime } from '../types/moment.js';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** Clocks are changed by less than this. */
const CHANGE_MS = 3 * 3_600_000;
/** Offsets change on quarter hours at the finest, so one look at Intl serves a quarter hour of decisions. */
const offsets = new Map<string, number>();
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall clock in an IANA zone. The zone must exist. */
export function localTimeIn(zone: string, now: number): LocalTime {
  const local = new Date(now + offsetMs(zone, now));
  const hour = local.getUTCHours();
  return {
    zone,
    hour,
    minuteOfDay: hour * 60 + local.getUTCMinutes(),
    weekday: WEEKDAYS[local.getUTCDay()]!,
    daypart: daypartOf(hour),
    dayStartMs: dayStartMs(zone, now),
  };
}

export function daypartOf(hour: number): Daypart {
  if (hour < 5 || hour >= 21) return 'night';
  if (hour < 9) return 'morning';
  if (hour < 12) return 'forenoon';
  return hour < 17 ? 'afternoon' : 'evening';
}

/**
 * Where the date last changed: at midnight, the first of two when the clocks go back over it. On days that begin at one
 * o'clock (some zones go forward at midnight) that hour counts.
 */
function dayStartMs(zone: string, now: number): number {
  const midnight = Math.floor((now + offsetMs(zone, now)) / DAY_MS) * DAY_MS;
  const guess = midnight - offsetMs(zone, now);
  const starts = [guess - CHANGE_MS, guess].map((at) => midnight - offsetMs(zone, at));
  return Math.min(...starts.filter((at) => at + offsetMs(zone, at) >= midnight));
}

function offsetMs(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 10_000) offsets.clear();
  const offset = readOffsetMs(zone, quarter * QUARTER_MS);
  offsets.set(key, offset);
  return offset;
}

function readOffsetMs(zone: string, at: number): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) - at;
}
