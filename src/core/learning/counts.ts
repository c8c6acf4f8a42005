import type { Counts } from '../types/learned.js';

/** Counts as of a time, epoch ms: before it they were more, after it they are less. */
export interface DatedCounts extends Counts {
  readonly at: number;
}

/** The share that is left of what was counted at a time. */
export function fadedBy(at: number, now: number, halfLifeMs: number): number {
  return now <= at ? 1 : 2 ** ((at - now) / halfLifeMs);
}

/**
 * Adds what was seen, in whatever order it comes: an older event counts as much as if it had come in time. The script that
 * keeps the counts (`move-learning`) does the same.
 */
export function moveCounts(known: DatedCounts | undefined, seen: DatedCounts, halfLifeMs: number): DatedCounts {
  if (!known) return seen;
  const at = Math.max(known.at, seen.at);
  const kept = fadedBy(known.at, at, halfLifeMs);
  const added = fadedBy(seen.at, at, halfLifeMs);
  return {
    impressions: known.impressions * kept + seen.impressions * added,
    accepts: known.accepts * kept + seen.accepts * added,
    expected: known.expected * kept + seen.expected * added,
    at,
  };
}

/** What an event about a delivery adds to the counts of its offer. */
export interface Sight {
  /** Nobody has told before that it was seen. */
  readonly isFirst: boolean;
  readonly isAccepted: boolean;
}

export function seenAs({ isFirst, isAccepted }: Sight, propensity: number, at: number): DatedCounts {
  const impressions = isFirst ? 1 : 0;
  return { impressions, accepts: isAccepted ? 1 : 0, expected: impressions * propensity, at };
}
