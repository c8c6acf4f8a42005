import type { CatalogFile } from '../contract/catalog.js';
import type { Catalog } from '../core/types/offer.js';

/** @param ordinalOf below 0 for an offer that is not there: a fallback that was taken away with its row falls back to nothing. */
export function indexFallbacks(
  fallbacks: CatalogFile['fallbacks'] = [],
  ordinalOf: (id: string) => number,
): Catalog['fallbacks'] {
  const ordinals = new Map<string, number>();
  for (const { touchpoint, placement, offer } of fallbacks) {
    const ordinal = ordinalOf(offer);
    if (ordinal >= 0) ordinals.set(`${touchpoint} ${placement}`, ordinal);
  }
  return ordinals;
}
