import { gridDisk } from 'h3-js';
import type { Sighting } from '../types/decision.js';
import { distanceBandOf } from '../types/distance-band.js';
import type { Rates } from '../types/facts.js';
import type { Fix } from '../types/fix.js';
import type { Catalog, Offer, Zone } from '../types/offer.js';
import type { Policy } from '../types/policy.js';
import { cellOf, COARSE_RESOLUTION } from './cells.js';
import { angleBetween, bearingDegrees, distanceMetres } from './geometry.js';
import { isExactEnough } from './zones.js';

/** Of the cells of COARSE_RESOLUTION over the earth. */
const NARROWEST_EDGE_METRES = 850;
/** The catalog's schema allows no more. */
const FARTHEST_FANS_METRES = 2000;

export interface SightingRequest {
  readonly fix?: Fix;
  readonly headingDeg?: number;
  readonly zonesNear: readonly Zone[];
  readonly zonesInside: ReadonlySet<number>;
  readonly affinity: Rates;
  readonly catalog: Catalog;
  readonly policy: Policy;
}

/** All offers in reach: those of zones nearby, those for fans of their category a little further off, and those for everywhere. */
export function findSightings(request: SightingRequest): Sighting[] {
  const found = new Map<number, Sighting>();
  for (const ordinal of request.catalog.everywhere) {
    found.set(ordinal, describe(ordinal, 'everywhere', true, true, request));
  }
  if (!request.fix) return [...found.values()];
  for (const zone of request.zonesNear) {
    const inside = request.zonesInside.has(zone.ordinal);
    const exactEnough = isExactEnough(request.fix, zone, request.policy.location.accuracyToRadius);
    for (const ordinal of request.catalog.offersByZone[zone.ordinal]!) {
      const known = found.get(ordinal);
      // Of several zones, the one that speaks for the offer best is heard.
      if (known && (!inside || (known.inside && (known.exactEnough || !exactEnough)))) continue;
      found.set(ordinal, describe(ordinal, 'nearby', inside, exactEnough, request));
    }
  }
  for (const ordinal of findByAffinity(request.fix, request)) {
    if (!found.get(ordinal)?.inside) found.set(ordinal, describe(ordinal, 'affinity', true, true, request));
  }
  return [...found.values()];
}

function findByAffinity(fix: Fix, { affinity, catalog, policy }: SightingRequest): number[] {
  const liked = new Set(Object.keys(affinity).filter((category) => affinity[category]! >= policy.affinity.minimum));
  if (liked.size === 0) return [];
  const near: number[] = [];
  for (const cell of gridDisk(cellOf(fix, COARSE_RESOLUTION), ringsFor(FARTHEST_FANS_METRES))) {
    for (const ordinal of catalog.offersForFansByCell.get(cell) ?? []) {
      const offer = catalog.offers[ordinal]!;
      if (!liked.has(offer.category)) continue;
      if (distanceMetres(fix, offer.place!) <= offer.fansWithinMetres!) near.push(ordinal);
    }
  }
  return near;
}

/** One ring reaches at least an edge beyond its middle cell, every other one and a half. */
function ringsFor(reachMetres: number): number {
  return 1 + Math.max(0, Math.ceil((reachMetres - NARROWEST_EDGE_METRES) / (1.5 * NARROWEST_EDGE_METRES)));
}

function describe(
  ordinal: number,
  source: Sighting['source'],
  inside: boolean,
  exactEnough: boolean,
  { fix, headingDeg, catalog }: SightingRequest,
): Sighting {
  const place = catalog.offers[ordinal]!.place;
  if (!fix || !place) return { ordinal, source, inside, exactEnough };
  return {
    ordinal,
    source,
    inside,
    exactEnough,
    distanceBand: distanceBandOf(distanceMetres(fix, place)),
    towards: isHeadingTowards(fix, place, headingDeg),
  };
}

/** Clearly towards or clearly away; sideways tells neither. */
function isHeadingTowards(fix: Fix, place: NonNullable<Offer['place']>, headingDeg?: number): boolean | undefined {
  if (headingDeg === undefined) return undefined;
  const angle = angleBetween(headingDeg, bearingDegrees(fix, place));
  if (angle <= 75) return true;
  return angle >= 105 ? false : undefined;
}
