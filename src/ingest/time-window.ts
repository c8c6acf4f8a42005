import { Refused } from '../contract/errors.js';
import type { Clock } from '../platform/clock.js';

const MAX_PAST_MS = 15 * 60_000;
const MAX_FUTURE_MS = 2 * 60_000;

/** Live messages must be of now: the working trail reaches back 15 minutes, and clocks may run two minutes ahead. */
export function checkTime(at: number, clock: Clock): void {
  if (clock.kind === 'events') return;
  const now = clock.now();
  if (at < now - MAX_PAST_MS || at > now + MAX_FUTURE_MS) {
    throw new Refused('TIMESTAMP_OUT_OF_WINDOW', undefined, [
      { path: 'at', message: `must lie between 15 minutes ago and 2 minutes ahead of ${new Date(now).toISOString()}` },
    ]);
  }
}
