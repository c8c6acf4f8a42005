import type { SegmentDay } from '../segment-folder.js';

/** A day of decisions, or those of it whose lot (see `lotOf`) is from `low` on and below `high`: 0 and 1 are all of them. */
export interface DayShare extends SegmentDay {
  readonly low: number;
  readonly high: number;
}

/** How much there is to read of a day, in bytes. */
export interface WeighedDay {
  readonly day: SegmentDay;
  readonly bytes: number;
}

/** To open a day for less than this part of it is not worth it: who takes the rest takes it all. */
const LEAST = 0.1;

/**
 * As many shares as there are readers, of alike bytes, one after the other in time. At most one day lies between two
 * readers: both read all of it, and each takes what falls to it by lot. A share may be empty.
 */
export function shareOut(days: readonly WeighedDay[], readers: number): DayShare[][] {
  const all = days.reduce((sum, { bytes }) => sum + bytes, 0);
  const shares: DayShare[][] = Array.from({ length: readers }, () => []);
  let before = 0;
  for (const { day, bytes } of days) {
    const cuts = Array.from({ length: readers + 1 }, (_, n) => edge(((all * n) / readers - before) / bytes));
    for (const [n, share] of shares.entries()) {
      const [low, high] = [cuts[n]!, cuts[n + 1]!];
      if (low < high) share.push({ ...day, low, high });
    }
    before += bytes;
  }
  return shares;
}

function edge(cut: number): number {
  if (!(cut > LEAST)) return 0;
  return cut < 1 - LEAST ? cut : 1;
}
