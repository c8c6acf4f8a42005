const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Exponential backoff with full jitter: any wait up to the ceiling is as likely, so that phones which lost the line
 * together do not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS 2015).
 * @param attempt counted from 0
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
}
