import { gridDisk, latLngToCell } from 'h3-js';
import { centreOf } from '../location/cells.js';
import { distanceMetres, isInsidePolygon, relativeLongitude } from '../location/geometry.js';
import type { Area, Offer, Point, Polygon, Zone, ZoneIndex } from '../types/offer.js';

/** Edge lengths in metres of the resolutions that zones are filed under: small areas finely, wide ones coarsely. */
const LEVELS = [
  { resolution: 8, edgeMetres: 461, upToMetres: 2_000 },
  { resolution: 6, edgeMetres: 3_229, upToMetres: 20_000 },
  { resolution: 4, edgeMetres: 22_606, upToMetres: Infinity },
] as const;
type Level = (typeof LEVELS)[number];

const METRES_A_DEGREE = 111_195;
const RADIANS = Math.PI / 180;

/** H3 cell -> zones that may touch it. A look-up costs one cell for each resolution in use. */
export function buildZoneIndex(zones: readonly Zone[]): ZoneIndex {
  const zonesByCell = new Map<string, number[]>();
  const resolutions = new Set<number>();
  for (const zone of zones) {
    const level = LEVELS.find(({ upToMetres }) => zone.extentMetres <= upToMetres)!;
    resolutions.add(level.resolution);
    for (const cell of coverArea(zone.area, level)) append(zonesByCell, cell, zone.ordinal);
  }
  return { resolutions: [...resolutions], zonesByCell };
}

/** Every cell that the area may touch: one ring wider than the cells whose centre lies in it. */
function coverArea(area: Area, level: Level): Set<string> {
  return 'circle' in area
    ? coverCircle(area.circle, area.circle.radiusMetres, level)
    : coverPolygon(area.polygon, level);
}

function coverCircle(centre: Point, radiusMetres: number, { resolution, edgeMetres }: Level): Set<string> {
  // Neighbouring centres lie edge x sqrt 3 apart; one ring more covers the distortion of the grid.
  const rings = Math.ceil(radiusMetres / (edgeMetres * Math.sqrt(3) * 0.8)) + 1;
  const reach = radiusMetres + edgeMetres * 1.3;
  return new Set(
    gridDisk(latLngToCell(centre.lat, centre.lng, resolution), rings).filter(
      (cell) => distanceMetres(centreOf(cell), centre) <= reach,
    ),
  );
}

/** H3 cannot fill polygons that touch a pole or are thinner than a cell, so this walks: along the edges, then inwards. */
function coverPolygon(polygon: Polygon, { resolution, edgeMetres }: Level): Set<string> {
  const cover = new Set(polygon.flatMap((ring) => cellsAlong(ring, resolution, edgeMetres / 2 / METRES_A_DEGREE)));
  for (const cell of cover) {
    // A set hands out what is added on the way.
    for (const neighbour of gridDisk(cell, 1)) {
      if (!cover.has(neighbour) && isInsidePolygon(centreOf(neighbour), polygon)) cover.add(neighbour);
    }
  }
  return new Set([...cover].flatMap((cell) => gridDisk(cell, 1)));
}

/** Cells along a ring, in steps of half a cell; each edge the short way round the earth. */
function cellsAlong(ring: Polygon[number], resolution: number, stepDegrees: number): string[] {
  return ring.slice(1).flatMap(([toLng, toLat], i) => {
    const [lng, lat] = ring[i]!;
    const [east, north] = [relativeLongitude(toLng, lng), toLat - lat];
    const shrink = Math.cos(Math.min(Math.abs(lat), Math.abs(toLat)) * RADIANS);
    const steps = Math.max(1, Math.ceil(Math.hypot(east * shrink, north) / stepDegrees));
    return Array.from({ length: steps }, (_, step) =>
      latLngToCell(lat + (north * step) / steps, lng + (east * step) / steps, resolution),
    );
  });
}

export function indexOffersByZone(offers: readonly Offer[], zoneCount: number): number[][] {
  const byZone: number[][] = Array.from({ length: zoneCount }, () => []);
  for (const offer of offers) for (const zone of offer.zones) byZone[zone]!.push(offer.ordinal);
  return byZone;
}

export function indexOffersByPlaceCell(offers: readonly Offer[], resolution: number): Map<string, number[]> {
  const byCell = new Map<string, number[]>();
  for (const offer of offers) {
    if (offer.place) append(byCell, latLngToCell(offer.place.lat, offer.place.lng, resolution), offer.ordinal);
  }
  return byCell;
}

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
