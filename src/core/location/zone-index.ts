import { gridDisk, latLngToCell } from 'h3-js';
import { cellKey } from './cell-key.js';
import { centreOf } from './cells.js';
import { distanceMetres, isInsidePolygon, relativeLongitude } from './geometry.js';
import type { Area, Circle, Point, Polygon } from '../types/offer.js';

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

/** Disks of cells round a cell, with their centres: areas of one quarter share them. */
interface Disk {
  readonly keys: number[];
  readonly centres: Point[];
}

/** Some 2 kB each. */
const MOST_DISKS = 20_000;

/** The resolutions in use, the finest first: each area is filed under the cells of one of them. */
export const ZONE_RESOLUTIONS: readonly number[] = LEVELS.map(({ resolution }) => resolution);

/** Finds the cells that areas are filed under. One for all areas of a catalog: what it has learnt of cells serves again. */
export class ZoneCover {
  readonly #disks = new Map<string, Disk>();

  /**
   * Every cell from which the area may be near.
   * @returns keys (`cellKey`) of the resolution that goes with this extent.
   */
  cover(area: Area, extentMetres: number): { level: number; keys: number[] } {
    const level = LEVELS.findIndex(({ upToMetres }) => extentMetres <= upToMetres);
    const { resolution } = LEVELS[level]!;
    if ('circle' in area) return { level, keys: this.coverCircle(area.circle, LEVELS[level]!) };
    const cells = coverPolygon(area.polygon, LEVELS[level]!);
    return { level, keys: Array.from(cells, (cell) => cellKey(cell, resolution)) };
  }

  private coverCircle(circle: Circle, { resolution, outer, apart }: Level): number[] {
    const reach = circle.radiusMetres + NEAR_METRES + outer;
    // A disk of k rings is a hexagon of inner radius k x apart x sqrt(3) / 2 round a centre that is not quite the circle's.
    const rings = Math.ceil((reach + outer) / (apart * Math.sqrt(0.75)));
    const { keys, centres } = this.disk(latLngToCell(circle.lat, circle.lng, resolution), rings, resolution);
    const cover: number[] = [];
    for (let i = 0; i < keys.length; i += 1) {
      if (distanceMetres(centres[i]!, circle) <= reach) cover.push(keys[i]!);
    }
    return cover;
  }

  private disk(cell: string, rings: number, resolution: number): Disk {
    const name = `${cell} ${rings}`;
    const known = this.#disks.get(name);
    if (known) return known;
    const cells = gridDisk(cell, rings);
    const disk = { keys: cells.map((one) => cellKey(one, resolution)), centres: cells.map(centreOf) };
    if (this.#disks.size >= MOST_DISKS) this.#disks.clear();
    this.#disks.set(name, disk);
    return disk;
  }
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
