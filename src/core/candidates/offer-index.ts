import { cellToLatLng, gridDisk, latLngToCell, polygonToCells } from 'h3-js';
import type { Area, Offer, Point, Zone, ZoneIndex } from '../types/offer.js';

/** Edge lengths in metres of the resolutions that zones are filed under: small areas finely, wide ones coarsely. */
const LEVELS = [
  { resolution: 8, edgeMetres: 461, upToMetres: 2_000 },
  { resolution: 6, edgeMetres: 3_229, upToMetres: 20_000 },
  { resolution: 4, edgeMetres: 22_606, upToMetres: Infinity },
] as const;
type Level = (typeof LEVELS)[number];

const METRES_A_DEGREE = 111_195;

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
      (cell) => metresBetween(cell, centre) <= reach,
    ),
  );
}

function coverPolygon(polygon: Extract<Area, { polygon: unknown }>['polygon'], { resolution }: Level): Set<string> {
  const rings = polygon.map((ring) => ring.map(([lng, lat]) => [lng, lat] as [number, number]));
  const inner = polygonToCells(rings, resolution, true);
  const corners = polygon[0]!.flatMap((from, i) => alongEdge(from, polygon[0]![i + 1] ?? from, resolution));
  return new Set([...inner, ...corners].flatMap((cell) => gridDisk(cell, 1)));
}

/** Cells along an edge, in steps of half a cell, so that a thin polygon between two centres is found too. */
function alongEdge(from: readonly [number, number], to: readonly [number, number], resolution: number): string[] {
  const step = LEVELS.find((level) => level.resolution === resolution)!.edgeMetres / 2 / METRES_A_DEGREE;
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / step));
  return Array.from({ length: steps }, (_, i) => {
    const share = i / steps;
    return latLngToCell(from[1] + (to[1] - from[1]) * share, from[0] + (to[0] - from[0]) * share, resolution);
  });
}

function metresBetween(cell: string, centre: Point): number {
  const [lat, lng] = cellToLatLng(cell);
  const dLng = ((lng - centre.lng + 540) % 360) - 180;
  return Math.hypot(lat - centre.lat, dLng * Math.cos((centre.lat * Math.PI) / 180)) * METRES_A_DEGREE;
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
