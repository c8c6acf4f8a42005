import type { Fix } from '../types/fix.js';
import type { Area, Catalog, Point } from '../types/offer.js';
import type { Policy } from '../types/policy.js';
import type { ZoneTransition } from '../types/decision.js';
import { distanceMetres, isInsidePolygon, metresToArea, relativeLongitude } from './geometry.js';

/** Whether the position is in, or right beside, an area of a kind that is denied by default. */
export function isAtSensitivePlace(
  point: Point,
  zonesNear: readonly number[],
  catalog: Catalog,
  policy: Policy,
): boolean {
  for (const zone of zonesNear) {
    const category = catalog.categoryOfZone(zone);
    if (category === undefined || !policy.sensitiveCategories.includes(category)) continue;
    if (metresToArea(point, catalog.areaOf(zone)) <= policy.sensitiveNearMetres) return true;
  }
  return false;
}

export function isInsideArea(point: Point, area: Area): boolean {
  return 'circle' in area
    ? distanceMetres(point, area.circle) <= area.circle.radiusMetres
    : isInsidePolygon(point, area.polygon);
}

/** Whether a fix is exact enough to say anything about a zone: its circle of uncertainty must be small against it. */
export function isExactEnough(fix: Fix, extentMetres: number, accuracyToRadius: number): boolean {
  return fix.accuracyMetres <= Math.max(30, extentMetres * accuracyToRadius);
}

/** Radius of a circle, or of the circle with the extent of a polygon. */
export function extentMetresOf(area: Area): number {
  if ('circle' in area) return area.circle.radiusMetres;
  const [firstLng] = area.polygon[0]![0]!;
  const lats = area.polygon[0]!.map(([, lat]) => lat);
  const lngs = area.polygon[0]!.map(([lng]) => relativeLongitude(lng, firstLng));
  const south = { lat: Math.min(...lats), lng: Math.min(...lngs) };
  return distanceMetres(south, { lat: Math.max(...lats), lng: Math.max(...lngs) }) / 2 / Math.SQRT2;
}

/** Before and now: what the customer entered, stayed in and left. */
export function compareZones(before: readonly string[], now: readonly string[]): ZoneTransition[] {
  // Sets, not lists: in a shopping street a customer stands in dozens of areas at once.
  const wereIn = new Set(before);
  const areIn = new Set(now);
  return [
    ...now.map((id): ZoneTransition => ({ id, change: wereIn.has(id) ? 'stay' : 'enter' })),
    ...before.filter((id) => !areIn.has(id)).map((id): ZoneTransition => ({ id, change: 'leave' })),
  ];
}
