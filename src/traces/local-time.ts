import tzLookup from '@photostructure/tz-lookup';

const QUARTER_HOUR_MS = 15 * 60_000;

/** The zone whose clocks hang where this position is. */
export function zoneAt(lat: number, lng: number): string {
  return tzLookup(lat, lng);
}

/**
 * Turns readings of a wall clock in one zone into moments. As in RFC 5545: a reading that occurs twice (autumn) is the
 * first one, and a reading that the clocks skip (spring) is moved on by the gap.
 * @throws RangeError when there is no such zone.
 */
export function wallClockIn(zone: string): (wallMs: number) => number {
  const offsetMsAt = zoneOffsets(zone);
  return (wallMs) => {
    const before = offsetMsAt(wallMs - 24 * 3_600_000);
    const after = offsetMsAt(wallMs + 24 * 3_600_000);
    // The offset that ruled before a change goes first: it gives the earlier of two readings and bridges the gap.
    const earlier = wallMs - before;
    if (before === after || offsetMsAt(earlier) === before) return earlier;
    const later = wallMs - after;
    return offsetMsAt(later) === after ? later : earlier;
  };
}

/** No zone in use changes its offset within a quarter of an hour of the clock, so one look-up a quarter will do. */
function zoneOffsets(zone: string): (epochMs: number) => number {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
    const offset = known.get(quarter) ?? offsetAt(clock, quarter);
    known.set(quarter, offset);
    return offset;
  };
}

function offsetAt(clock: Intl.DateTimeFormat, epochMs: number): number {
  const parts = Object.fromEntries(clock.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - epochMs;
}
