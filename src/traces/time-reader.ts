import { wallClockIn, zoneAt } from './local-time.js';
import { TraceFileError } from './trace.js';
import type { FixRules } from './written-fix.js';

/**
 * Reads written times; one without zone gets the zone that was named, or the one where the first fix was taken.
 * @throws TraceFileError when there is no such zone.
 */
export function timeReader(zone: string | undefined, note: (assumption: string) => void): FixRules['epochOf'] {
  let wallClock: ((wallMs: number) => number) | undefined = zone === undefined ? undefined : checkedClock(zone);
  return (time, lat, lng) => {
    if ('epochMs' in time) return time.epochMs;
    if (!wallClock) {
      const found = zoneAt(lat, lng);
      note(`times carry no zone: read as ${found}, where the first fix lies (--zone says otherwise)`);
      wallClock = wallClockIn(found);
    }
    return wallClock(time.wallMs);
  };
}

/**
 * For formats whose times are UTC: a time without zone is UTC, unless a zone was named.
 * @throws TraceFileError when there is no such zone.
 */
export function utcTimeReader(zone: string | undefined, noteUtc: () => void): FixRules['epochOf'] {
  const wallClock = zone === undefined ? undefined : checkedClock(zone);
  return (time) => {
    if ('epochMs' in time) return time.epochMs;
    if (wallClock) return wallClock(time.wallMs);
    noteUtc();
    return time.wallMs;
  };
}

function checkedClock(zone: string): (wallMs: number) => number {
  try {
    return wallClockIn(zone);
  } catch {
    throw new TraceFileError(
      `--zone ${zone}: there is no such time zone; an IANA name is needed, such as Europe/Helsinki.`,
    );
  }
}
