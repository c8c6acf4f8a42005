import type { Fix } from '../types/fix.js';
import type { Area, Catalog, Point, Zone } from '../types/offer.js';
import type { Policy } from '../types/policy.js';
import type { ZoneTransition } from '../types/decision.js';
import { cellOf } from './cells.js';
import { distanceMetres, isInsidePolygon, metresToArea, relativeLongitude } from './geometry.js';

/** Zones whose cover touches the position: each has yet to be tested exactly. */
export function findZonesNear(point: Point, catalog: Catalog): Zone[] {
  const ordinals = new Set<number>();
  for (const resolution of catalog.zoneIndex.resolutions) {
    for (const ordinal of catalog.zoneIndex.zonesByCell.get(cellOf(point, resolution)) ?? []) ordinals.add(ordinal);
  }
  return [...ordinals].map((ordinal) => catalog.zones[ordinal]!);
}

/** Whether the position is in, or right beside, an area of a kind that is denied by default. */
export function isAtSensitivePlace(point: Point, zonesNear: readonly Zone[], policy: Policy): boolean {
  return zonesNear.some(
    ({ category, area }) =>
      category !== undefined &&
      policy.sensitiveCategories.includes(category) &&
      metresToArea(point, area) <= policy.sensitiveNearMetres,
  );
}

export function isInsideArea(point: Point, area: Area): boolean {
  return 'circle' in area
    ? distanceMetres(point, area.circle) <= area.circle.radiusMetres
    : isInsidePolygon(point, area.polygon);
}

/** Whether a fix is exact enough to say anything about the zone: its circle of uncertainty must be small against it. */
export function isExactEnough(fix: Fix, zone: Zone, accuracyToRadius: number): boolean {
  return fix.accuracyMetres <= Math.max(30, zone.extentMetres * accuracyToRadius);
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
