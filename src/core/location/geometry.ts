import type { Area, Point, Polygon } from '../types/offer.js';

/** Mean radius of the earth in metres (IUGG). */
const EARTH_RADIUS_METRES = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Great-circle distance in metres (haversine): within 0.6 % of the ellipsoid. */
export function distanceMetres(a: Point, b: Point): number {
  const dLat = (b.lat - a.lat) * RADIANS;
  const dLng = (b.lng - a.lng) * RADIANS;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial bearing from `a` to `b` in degrees clockwise from north, 0 to 360. */
export function bearingDegrees(a: Point, b: Point): number {
  const dLng = (b.lng - a.lng) * RADIANS;
  const y = Math.sin(dLng) * Math.cos(b.lat * RADIANS);
  const x =
    Math.cos(a.lat * RADIANS) * Math.sin(b.lat * RADIANS) -
    Math.sin(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * Math.cos(dLng);
  return (Math.atan2(y, x) / RADIANS + 360) % 360;
}

/** The smaller angle between two bearings, 0 to 180. */
export function angleBetween(a: number, b: number): number {
  const difference = Math.abs(a - b) % 360;
  return difference > 180 ? 360 - difference : difference;
}

/**
 * Whether a point lies in a polygon with holes: even-odd ray casting over all rings. Edges go the short way round the
 * earth, so that a polygon across the antimeridian works.
 */
export function isInsidePolygon(point: Point, polygon: Polygon): boolean {
  let inside = false;
  for (const ring of polygon) {
    let fromX = relativeLongitude(ring[0]![0], point.lng);
    for (let i = 1; i < ring.length; i += 1) {
      const [fromLng, fromLat] = ring[i - 1]!;
      const [toLng, toLat] = ring[i]!;
      const toX = fromX + relativeLongitude(toLng, fromLng);
      const crosses = fromLat > point.lat !== toLat > point.lat;
      if (crosses && ((toX - fromX) * (point.lat - fromLat)) / (toLat - fromLat) + fromX > 0) inside = !inside;
      fromX = toX;
    }
  }
  return inside;
}

/** Metres from a point to an area; 0 inside. Edges are taken as straight on the local plane, true enough for a few kilometres. */
export function metresToArea(point: Point, area: Area): number {
  if ('circle' in area) return Math.max(0, distanceMetres(point, area.circle) - area.circle.radiusMetres);
  if (isInsidePolygon(point, area.polygon)) return 0;
  let nearest = Infinity;
  for (const ring of area.polygon) {
    for (let i = 1; i < ring.length; i += 1) nearest = Math.min(nearest, metresToEdge(point, ring[i - 1]!, ring[i]!));
  }
  return nearest;
}

function metresToEdge(point: Point, from: readonly [number, number], to: readonly [number, number]): number {
  const metresPerDegree = EARTH_RADIUS_METRES * RADIANS;
  const metresPerLng = metresPerDegree * Math.cos(point.lat * RADIANS);
  const [ax, ay] = [relativeLongitude(from[0], point.lng) * metresPerLng, (from[1] - point.lat) * metresPerDegree];
  const [bx, by] = [relativeLongitude(to[0], point.lng) * metresPerLng, (to[1] - point.lat) * metresPerDegree];
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + along * dx, ay + along * dy);
}

/** How far east of `origin` a longitude lies, the short way round: -180 to 180. */
export function relativeLongitude(lng: number, origin: number): number {
  const difference = lng - origin;
  if (difference > 180) return difference - 360;
  return difference < -180 ? difference + 360 : difference;
}
