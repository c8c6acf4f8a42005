import type { ConsentSet } from '../contract/consent.js';
import { Refused } from '../contract/errors.js';
import type { Touchpoints } from '../platform/config/policy.schema.js';

/**
 * Holds the channel of an entry against those that exist. An entry for any other one would be acked, and would change
 * nothing: who withdrew `app-push` in place of `push` would be contacted on.
 * @throws Refused INVALID_MESSAGE naming what there is.
 */
export function checkChannel({ channel }: ConsentSet, touchpoints: Touchpoints): void {
  const known = new Set(Object.values(touchpoints).map((touchpoint) => touchpoint.channel));
  if (channel === undefined || known.has(channel)) return;
  throw new Refused('INVALID_MESSAGE', undefined, [
    { path: 'channel', message: `must be one of ${[...known].join(', ')}` },
  ]);
}
