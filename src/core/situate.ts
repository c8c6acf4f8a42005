import { classifyMoment } from './context/classify-moment.js';
import { cellOf, RECORD_RESOLUTION } from './location/cells.js';
import { findFixFault } from './location/fix-quality.js';
import { findSightings } from './location/sightings.js';
import { extendTrail, readMovement } from './location/trail.js';
import { compareZones, findZonesNear, isAtSensitivePlace, isInsideArea } from './location/zones.js';
import type { Situation } from './types/decision.js';
import type { Rates } from './types/facts.js';
import type { Fix, Trail } from './types/fix.js';
import { NO_MOMENT } from './types/moment.js';
import type { Catalog } from './types/offer.js';
import type { Policy } from './types/policy.js';
import type { ReasonCode } from './types/reason.js';

export interface SituateRequest {
  /** Newest last; empty for a decision without a position. */
  readonly fixes: readonly Fix[];
  readonly trail: Trail;
  readonly affinity: Rates;
  readonly timeZone?: string;
  readonly catalog: Catalog;
  readonly policy: Policy;
}

export interface Situated {
  readonly situation: Situation;
  /** What the trail becomes; the old one when no fix was good. */
  readonly trail: Trail;
  readonly accepted: number;
  /** What was wrong with the newest fix. */
  readonly fault?: ReasonCode;
}

/**
 * The location stage: from exact positions to what may be known and kept. Nothing behind it sees a coordinate.
 * At a sensitive place neither trail nor cell nor zone is kept.
 */
export function situate(request: SituateRequest): Situated {
  const { trail: before, policy } = request;
  let points = before.points;
  let accepted = 0;
  let fault: ReasonCode | undefined;
  for (const fix of request.fixes) {
    fault = findFixFault(fix, { ...before, points }, policy.location);
    if (fault) continue;
    accepted += 1;
    if (!isAtSensitivePlace(fix, findZonesNear(fix, request.catalog), policy)) points = extendTrail(points, fix);
  }
  const fix = fault ? undefined : request.fixes.at(-1);
  if (!fix) return { situation: situationWithoutFix(request), trail: { ...before, points }, accepted, fault };
  return { ...situationAt(fix, points, request), accepted };
}

function situationWithoutFix({ affinity, timeZone, catalog, policy }: SituateRequest): Situation {
  const sightings = findSightings({ zonesNear: [], zonesInside: new Set(), affinity, catalog, policy });
  return { moment: NO_MOMENT, timeZone, sensitivePlace: false, zones: [], sightings };
}

function situationAt(
  fix: Fix,
  points: Trail['points'],
  request: SituateRequest,
): Pick<Situated, 'situation' | 'trail'> {
  const { trail, affinity, timeZone, catalog, policy } = request;
  const zonesNear = findZonesNear(fix, catalog);
  if (isAtSensitivePlace(fix, zonesNear, policy)) {
    const situation = { ...situationWithoutFix(request), sensitivePlace: true };
    return { situation, trail: { ...trail, points, zones: [] } };
  }
  const inside = zonesNear.filter((zone) => isInsideArea(fix, zone.area));
  const movement = readMovement(points, fix);
  const zoneCategories = inside.map(({ category }) => category);
  const zones = inside.map(({ id }) => id as string).sort();
  const zonesInside = new Set(inside.map(({ ordinal }) => ordinal));
  const { headingDeg } = movement;
  const sightings = findSightings({ fix, headingDeg, zonesNear, zonesInside, affinity, catalog, policy });
  const atPlace = sightings.some(({ distanceBand }) => distanceBand === 0);
  return {
    situation: {
      cell: cellOf(fix, RECORD_RESOLUTION),
      moment: classifyMoment({ movement, activity: fix.activity, zoneCategories, atPlace }, policy.moments),
      timeZone,
      sensitivePlace: false,
      zones: compareZones(trail.zones, zones),
      sightings,
    },
    trail: { ...trail, points, zones },
  };
}
