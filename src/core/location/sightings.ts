import { gridDisk } from 'h3-js';
import type { CandidateSource, Sighting } from '../types/decision.js';
import { distanceBandOf } from '../types/distance-band.js';
import type { Rates } from '../types/facts.js';
import type { Fix } from '../types/fix.js';
import type { Catalog, Point } from '../types/offer.js';
import type { Policy } from '../types/policy.js';
import { cutReach, pickFromEverywhere } from './best-in-reach.js';
import { cellOf, COARSE_RESOLUTION } from './cells.js';
import { angleBetween, bearingDegrees, distanceMetres } from './geometry.js';
import { EXACT_ENOUGH, INSIDE, type Reach } from './reach.js';
import { isExactEnough } from './zones.js';

/** Of the cells of COARSE_RESOLUTION over the earth. */
const NARROWEST_EDGE_METRES = 850;
/** The catalog's schema allows no more. */
const FARTHEST_FANS_METRES = 2000;

/** How an offer was found, beside INSIDE and EXACT_ENOUGH. */
const NEARBY = 0;
const AFFINITY = 4;
const EVERYWHERE = 8;

export interface SightingRequest {
  readonly fix?: Fix;
  readonly headingDeg?: number;
  readonly now: number;
  readonly zonesNear: readonly number[];
  readonly zonesInside: ReadonlySet<number>;
  readonly affinity: Rates;
  readonly catalog: Catalog;
  readonly policy: Policy;
}

export interface Sighted {
  readonly sightings: Sighting[];
  /** How many more were in reach. */
  readonly passedOver: number;
}

/**
 * The offers in reach: those of zones nearby, those for fans of their category a little further off, and those for
 * everywhere; of more than a decision looks at, those that promise most. No offer becomes an object for it.
 */
export function findSightings(request: SightingRequest): Sighted {
  const { fix, headingDeg, catalog, policy } = request;
  const reach: Reach = new Map();
  let passedOver = seeEverywhere(request, reach);
  if (fix) {
    seeZones(fix, request, reach);
    seeForFans(fix, request, reach);
  }
  passedOver += cutReach(reach, request, policy.candidates.most);
  const sightings: Sighting[] = [];
  for (const [ordinal, seen] of reach) {
    sightings.push(describe(ordinal, seen, catalog.placeOf(ordinal), fix, headingDeg));
  }
  return { sightings, passedOver };
}

/** @returns how many were passed over. */
function seeEverywhere(request: SightingRequest, reach: Reach): number {
  const { everywhere } = request.catalog;
  const { most } = request.policy.candidates;
  const seen = everywhere.length <= most ? everywhere : pickFromEverywhere(request, most);
  for (let i = 0; i < seen.length; i += 1) reach.set(seen[i]!, EVERYWHERE + INSIDE + EXACT_ENOUGH);
  return everywhere.length - seen.length;
}

function seeZones(fix: Fix, { zonesNear, zonesInside, catalog, policy }: SightingRequest, reach: Reach): void {
  const { accuracyToRadius } = policy.location;
  for (const zone of zonesNear) {
    const inside = zonesInside.has(zone) ? INSIDE : 0;
    const exactEnough = isExactEnough(fix, catalog.extentMetresOf(zone), accuracyToRadius) ? EXACT_ENOUGH : 0;
    const seen = NEARBY + inside + exactEnough;
    const owner = catalog.ownerOf(zone);
    if (owner >= 0) {
      see(owner, seen, reach);
      continue;
    }
    const offers = catalog.offersOfZone(zone);
    for (let i = 0; i < offers.length; i += 1) see(offers[i]!, seen, reach);
  }
}

/** Of several zones, the one that speaks for the offer best is heard. */
function see(offer: number, seen: number, reach: Reach): void {
  const known = reach.get(offer);
  if (known === undefined || ((seen & INSIDE) !== 0 && known < seen)) reach.set(offer, seen);
}

function seeForFans(fix: Fix, { affinity, catalog, policy }: SightingRequest, reach: Reach): void {
  if (!catalog.hasOffersForFans) return;
  const liked = new Set(Object.keys(affinity).filter((category) => affinity[category]! >= policy.affinity.minimum));
  if (liked.size === 0) return;
  for (const cell of gridDisk(cellOf(fix, COARSE_RESOLUTION), ringsFor(FARTHEST_FANS_METRES))) {
    const offers = catalog.offersForFansAt(cell);
    for (let i = 0; i < offers.length; i += 1) {
      const offer = offers[i]!;
      if (!liked.has(catalog.categoryOf(offer))) continue;
      if (((reach.get(offer) ?? 0) & INSIDE) !== 0) continue;
      if (distanceMetres(fix, catalog.placeOf(offer)!) <= catalog.fansWithinMetres(offer)) {
        reach.set(offer, AFFINITY + INSIDE + EXACT_ENOUGH);
      }
    }
  }
}

/** One ring reaches at least an edge beyond its middle cell, every other one and a half. */
function ringsFor(reachMetres: number): number {
  return 1 + Math.max(0, Math.ceil((reachMetres - NARROWEST_EDGE_METRES) / (1.5 * NARROWEST_EDGE_METRES)));
}

function describe(
  ordinal: number,
  seen: number,
  place: Point | undefined,
  fix: Fix | undefined,
  headingDeg: number | undefined,
): Sighting {
  const source = sourceOf(seen);
  const inside = (seen & INSIDE) !== 0;
  const exactEnough = (seen & EXACT_ENOUGH) !== 0;
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

function sourceOf(seen: number): CandidateSource {
  if (seen >= EVERYWHERE) return 'everywhere';
  return seen >= AFFINITY ? 'affinity' : 'nearby';
}

/** Clearly towards or clearly away; sideways tells neither. */
function isHeadingTowards(fix: Fix, place: Point, headingDeg?: number): boolean | undefined {
  if (headingDeg === undefined) return undefined;
  const angle = angleBetween(headingDeg, bearingDegrees(fix, place));
  if (angle <= 75) return true;
  return angle >= 105 ? false : undefined;
}
