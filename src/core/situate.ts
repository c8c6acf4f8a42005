import { classifyMoment } from './context/classify-moment.js';
import { cellOf, RECORD_RESOLUTION } from './location/cells.js';
import { findFixFault } from './location/fix-quality.js';
import { findSightings } from './location/sightings.js';
import { extendTrail, readMovement, toTrailPoint } from './location/trail.js';
import { compareZones, isAtSensitivePlace } from './location/zones.js';
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
  readonly now: number;
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
  let taken: TakenFix = { trail: request.trail, zonesNear: [], atSensitivePlace: false };
  let accepted = 0;
  for (const fix of request.fixes) {
    taken = takeFix(fix, taken.trail, request);
    if (!taken.fault) accepted += 1;
  }
  const { trail, fault } = taken;
  const fix = fault ? undefined : request.fixes.at(-1);
  if (!fix) return { situation: situationWithoutFix(request), trail, accepted, fault };
  const { situation, trail: keptTrail } = situationAt(fix, taken, request);
  return { situation, trail: keptTrail, accepted };
}

interface TakenFix {
  readonly trail: Trail;
  readonly fault?: ReasonCode;
  readonly zonesNear: readonly number[];
  readonly atSensitivePlace: boolean;
}

function nowhere(fault: ReasonCode, trail: Trail): TakenFix {
  return { trail, fault, zonesNear: [], atSensitivePlace: false };
}

/**
 * One fix on its way into the trail. Who lands where nobody can be stays suspect until a second fix agrees: then the old
 * trail was wrong, or the customer came out of a tunnel, and the trail begins anew at the suspect.
 */
function takeFix(fix: Fix, before: Trail, { catalog, policy }: SituateRequest): TakenFix {
  const { suspect, zones, gate } = before;
  let { points } = before;
  const fault = findFixFault(fix, points, policy.location);
  if (fault === 'FIX_IMPOSSIBLE') {
    const agrees = suspect !== undefined && !findFixFault(fix, [suspect], policy.location);
    if (!agrees) return nowhere(fault, { points, zones, suspect: toTrailPoint(fix), gate });
    points = [suspect];
  } else if (fault) {
    return nowhere(fault, before);
  }
  const zonesNear = catalog.zonesNear(fix);
  const atSensitivePlace = isAtSensitivePlace(fix, zonesNear, catalog, policy);
  if (!atSensitivePlace) points = extendTrail(points, fix);
  return { trail: { points, zones, gate }, zonesNear, atSensitivePlace };
}

function situationWithoutFix({ now, affinity, timeZone, catalog, policy }: SituateRequest): Situation {
  const reach = { now, zonesNear: [], zonesInside: new Set<number>(), affinity, catalog, policy };
  const { sightings, passedOver } = findSightings(reach);
  return { moment: NO_MOMENT, timeZone, sensitivePlace: false, zones: [], sightings, passedOver };
}

function situationAt(fix: Fix, taken: TakenFix, request: SituateRequest): Pick<Situated, 'situation' | 'trail'> {
  const { trail, zonesNear } = taken;
  const { now, affinity, timeZone, catalog, policy } = request;
  if (taken.atSensitivePlace) {
    const situation = { ...situationWithoutFix(request), sensitivePlace: true };
    return { situation, trail: { points: trail.points, zones: [], gate: trail.gate } };
  }
  const inside = zonesNear.filter((zone) => catalog.isInside(zone, fix));
  const movement = readMovement(trail.points, fix);
  const zoneCategories = inside.map((zone) => catalog.categoryOfZone(zone));
  const zones: string[] = [];
  for (const zone of inside) if (catalog.ownerOf(zone) < 0) zones.push(catalog.zone(zone).id);
  zones.sort();
  const zonesInside = new Set(inside);
  const { headingDeg } = movement;
  const reach = { fix, headingDeg, now, zonesNear, zonesInside, affinity, catalog, policy };
  const { sightings, passedOver } = findSightings(reach);
  const atPlace = sightings.some(({ distanceBand }) => distanceBand === 0);
  return {
    situation: {
      cell: cellOf(fix, RECORD_RESOLUTION),
      moment: classifyMoment({ movement, activity: fix.activity, zoneCategories, atPlace }, policy.moments),
      timeZone,
      sensitivePlace: false,
      zones: compareZones(trail.zones, zones),
      sightings,
      passedOver,
    },
    trail: { points: trail.points, zones, gate: trail.gate },
  };
}
