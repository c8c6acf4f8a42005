import { WEEKDAYS, type Daypart, type LocalTime } from '../types/moment.js';
import { zoneOffsetMs } from './zone-offset.js';

const DAY_MS = 86_400_000;
/** Clocks are changed by less than this. */
const CHANGE_MS = 3 * 3_600_000;

/** The wall clock in an IANA zone. The zone must exist. */
export function localTimeIn(zone: string, now: number): LocalTime {
  const local = new Date(now + zoneOffsetMs(zone, now));
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
  const offset = zoneOffsetMs(zone, now);
  const midnight = Math.floor((now + offset) / DAY_MS) * DAY_MS;
  const late = midnight - zoneOffsetMs(zone, midnight - offset);
  const early = midnight - zoneOffsetMs(zone, midnight - offset - CHANGE_MS);
  return Math.min(reachesDate(zone, early, midnight), reachesDate(zone, late, midnight));
}

/** The moment, if the date has changed by then. */
function reachesDate(zone: string, at: number, midnight: number): number {
  return at + zoneOffsetMs(zone, at) >= midnight ? at : Infinity;
}
