// The simulated city keeps Berlin time and starts at 08:00 of a working day.
const ZONE = 'Europe/Berlin';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const START_HOUR = 8;

/** Local midnight of the last working day whose 08:00 has come, so that no simulated time starts in the future. */
export function lastWorkingDay(nowMs: number): number {
  let day = midnightBefore(nowMs - START_HOUR * HOUR_MS);
  while (!isWorkingDay(day)) day = midnightBefore(day - HOUR_MS);
  return day;
}

/** The simulation sleeps through weekends. */
export function nextWorkingDay(midnightMs: number): number {
  let day = midnightMs;
  do day = midnightBefore(day + DAY_MS + 2 * HOUR_MS);
  while (!isWorkingDay(day));
  return day;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short' });
const longDate = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'full' });

export const timeOfDay = (atMs: number): string => clock.format(atMs);
export const dateOf = (atMs: number): string => longDate.format(atMs);

function isWorkingDay(midnightMs: number): boolean {
  return !['Sat', 'Sun'].includes(weekday.format(midnightMs));
}

/** Clocks change on Sundays: on working days the hours since midnight are as many as the clock says. */
function midnightBefore(atMs: number): number {
  return atMs - msOfDay(atMs);
}

function msOfDay(atMs: number): number {
  const [hours, minutes, seconds] = clock.format(atMs).split(':').map(Number) as [number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + (atMs % 1000);
}
