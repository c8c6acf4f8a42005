import { zoneOffsetMs } from '../../core/context/zone-offset.js';

const MINUTE_MS = 60_000;

/** Minutes that the wall clock of a zone shows since 1970-01-01 00:00 there; `now` in epoch milliseconds. */
export type LocalClock = (now: number) => number;

const clocks = new Map<string, LocalClock>();

/** One clock a zone: a decision asks it for each offer with hours, and mostly gets what it has just read. */
export function localClock(zone: string): LocalClock {
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, (clock = makeClock(zone)));
  return clock;
}

function makeClock(zone: string): LocalClock {
  let readAt = NaN;
  let read = 0;
  return (now) => {
    if (now !== readAt) {
      read = Math.floor((now + zoneOffsetMs(zone, now)) / MINUTE_MS);
      readAt = now;
    }
    return read;
  };
}
