import type { RecentEvents } from '../types/facts.js';

const MINUTE_MS = 60_000;

/** A look-back counts no further than this: so many events of a category are kept. */
export const MOST_RECENT = 10;

export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

/** How many of the kept events of a category lie at or after `since`, to the minute; 0 when none is known. */
export function countSince(events: RecentEvents, category: string, since: number): number {
  if (!Object.hasOwn(events, category)) return 0;
  const minutes = events[category]!;
  const first = minuteOf(since);
  let count = 0;
  while (count < minutes.length && minutes[count]! >= first) count += 1;
  return count;
}
