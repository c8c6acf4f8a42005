import { zoneOffsetMs } from './zone-offset.js';

/**
 * Turns readings of a wall clock in one zone into moments. As in RFC 5545: a reading that occurs twice (autumn) is the
 * first one, and a reading that the clocks skip (spring) is moved on by the gap.
 * @throws RangeError when there is no such zone.
 */
export function wallClockIn(zone: string): (wallMs: number) => number {
  // A wrong name is told at once, before any row is read.
  zoneOffsetMs(zone, 0);
  const offsetMsAt = (at: number) => zoneOffsetMs(zone, at);
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
