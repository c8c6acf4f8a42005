import tzLookup from '@photostructure/tz-lookup';

export { wallClockIn } from '../core/context/wall-clock.js';

/** The zone whose clocks hang where this position is. */
export function zoneAt(lat: number, lng: number): string {
  return tzLookup(lat, lng);
}
