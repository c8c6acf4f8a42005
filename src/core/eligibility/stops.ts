import type { Offer } from '../types/offer.js';

/** What the kill switch can stop. */
export type StopKind = 'offer' | 'group' | 'touchpoint';

/** Under this name a stop is kept, followed and recorded. */
export function stopName(kind: StopKind, id: string): string {
  return `${kind}:${id}`;
}

/** Whether this offer may not be shown at this touchpoint now, by itself or with all that it belongs to. */
export function isStopped(stops: ReadonlySet<string>, offer: Offer, touchpoint: string): boolean {
  if (stops.size === 0) return false;
  if (stops.has(stopName('offer', offer.id)) || stops.has(stopName('touchpoint', touchpoint))) return true;
  return offer.group !== undefined && stops.has(stopName('group', offer.group));
}
