import type { CatalogFile } from '../contract/catalog.js';
import type { Catalog, Offer } from '../core/types/offer.js';

export function indexFallbacks(
  fallbacks: CatalogFile['fallbacks'] = [],
  offers: readonly Offer[],
): Catalog['fallbacks'] {
  if (fallbacks.length === 0) return new Map();
  const ordinals = new Map<string, number>(offers.map(({ id, ordinal }) => [id, ordinal]));
  return new Map(
    fallbacks.map(({ touchpoint, placement, offer }) => [`${touchpoint} ${placement}`, ordinals.get(offer)!]),
  );
}

export function indexExclusionGroups(offers: readonly Offer[]): Catalog['exclusionGroups'] {
  const groups = new Map<string, number[]>();
  for (const { exclusionGroup, ordinal } of offers) {
    if (exclusionGroup === undefined) continue;
    const others = groups.get(exclusionGroup);
    if (others) others.push(ordinal);
    else groups.set(exclusionGroup, [ordinal]);
  }
  return groups;
}
