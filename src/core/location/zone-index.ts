import { gridDisk, latLngToCell } from 'h3-js';
import { centreOf } from './cells.js';
import { distanceMetres, isInsidePolygon, relativeLongitude } from './geometry.js';
import type { Area, Circle, Polygon, Zone, ZoneIndex } from '../types/offer.js';

/**
 * The resolutions that zones are filed under: small areas finely, wide ones coarsely. Cells differ over the earth: `outer`
 * is the way from the centre to a corner of the widest, `apart` that between neighbouring centres of the narrowest, in metres.
 */
const LEVELS = [
  { resolution: 8, outer: 600, apart: 630, upToMetres: 2_000 },
  { resolution: 6, outer: 4_200, apart: 4_400, upToMetres: 20_000 },
  { resolution: 4, outer: 29_000, apart: 31_000, upToMetres: Infinity },
] as const;
type Level = (typeof LEVELS)[number];

const METRES_A_DEGREE = 111_195;
const RADIANS = Math.PI / 180;
/** A sensitive place counts from outside, too: `sensitive.nearMetres` of the policy is at most this. */
const NEAR_METRES = 100;

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

/** Every cell from which the area may be near. */
function coverArea(area: Area, level: Level): Set<string> {
  return 'circle' in area ? coverCircle(area.circle, level) : coverPolygon(area.polygon, level);
}

function coverCircle(circle: Circle, { resolution, outer, apart }: Level): Set<string> {
  const reach = circle.radiusMetres + NEAR_METRES + outer;
  // A disk of k rings is a hexagon of inner radius k x apart x sqrt(3) / 2 round a centre that is not quite the circle's.
  const rings = Math.ceil((reach + outer) / (apart * Math.sqrt(0.75)));
  return new Set(
    gridDisk(latLngToCell(circle.lat, circle.lng, resolution), rings).filter(
      (cell) => distanceMetres(centreOf(cell), circle) <= reach,
    ),
  );
}

/** H3 cannot fill polygons that touch a pole or are thinner than a cell, so this walks: along the edges, then inwards. */
function coverPolygon(polygon: Polygon, { resolution, apart }: Level): Set<string> {
  const cover = new Set(polygon.flatMap((ring) => cellsAlong(ring, resolution, apart / 3 / METRES_A_DEGREE)));
  for (const cell of cover) {
    // A set hands out what is added on the way.
    for (const neighbour of gridDisk(cell, 1)) {
      if (!cover.has(neighbour) && isInsidePolygon(centreOf(neighbour), polygon)) cover.add(neighbour);
    }
  }
  return new Set([...cover].flatMap((cell) => gridDisk(cell, 1)));
}

/** Cells along a ring, in steps of a third of a cell; each edge the short way round the earth. */
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

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
