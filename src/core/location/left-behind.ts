import type { Fix } from '../types/fix.js';
import type { Area } from '../types/offer.js';
import { metresToArea } from './geometry.js';

/** Whether somebody is outside all of the areas for sure: by more than their position may be wrong. */
export function hasLeft(areas: readonly Area[], fix: Pick<Fix, 'lat' | 'lng' | 'accuracyMetres'>): boolean {
  for (const area of areas) if (metresToArea(fix, area) <= fix.accuracyMetres) return false;
  return true;
}
