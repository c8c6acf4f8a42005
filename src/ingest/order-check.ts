import { Refused } from '../contract/errors.js';
import type { Touchpoints } from '../platform/config/policy.schema.js';

/**
 * Holds a request against the touchpoints that exist.
 * @throws Refused UNKNOWN_TOUCHPOINT naming what there is.
 */
export function checkTouchpoint(touchpoint: string, placements: readonly string[], known: Touchpoints): void {
  const entry = Object.hasOwn(known, touchpoint) ? known[touchpoint] : undefined;
  if (!entry) {
    throw new Refused('UNKNOWN_TOUCHPOINT', undefined, [
      { path: 'touchpoint', message: `must be one of ${Object.keys(known).join(', ')}` },
    ]);
  }
  const strangers = placements.filter((placement) => !entry.placements.includes(placement));
  if (strangers.length > 0 || new Set(placements).size < placements.length) {
    throw new Refused('UNKNOWN_TOUCHPOINT', undefined, [
      { path: 'placements', message: `must be different ones of ${entry.placements.join(', ')}` },
    ]);
  }
}
