// A city is small enough to be flat: metres east and north of a point, good to a few centimetres a kilometre.

export interface Point {
  readonly lat: number;
  readonly lng: number;
}

const METRES_PER_DEGREE = 111_195;

export function metresBetween(a: Point, b: Point): number {
  return Math.hypot((b.lng - a.lng) * metresPerDegreeEast(a.lat), (b.lat - a.lat) * METRES_PER_DEGREE);
}

export function bearingDegrees(from: Point, to: Point): number {
  const east = (to.lng - from.lng) * metresPerDegreeEast(from.lat);
  const north = (to.lat - from.lat) * METRES_PER_DEGREE;
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

export function shiftBy(point: Point, eastMetres: number, northMetres: number): Point {
  return {
    lat: point.lat + northMetres / METRES_PER_DEGREE,
    lng: point.lng + eastMetres / metresPerDegreeEast(point.lat),
  };
}

/** A point in the given direction. */
export function shiftTowards(point: Point, bearing: number, metres: number): Point {
  const angle = (bearing * Math.PI) / 180;
  return shiftBy(point, Math.sin(angle) * metres, Math.cos(angle) * metres);
}

export function pathMetres(path: readonly Point[]): number {
  return path.slice(1).reduce((sum, point, index) => sum + metresBetween(path[index]!, point), 0);
}

/** The place on a path after so many metres, and the direction there. */
export function pointAlong(path: readonly Point[], metres: number): { point: Point; bearing?: number } {
  let left = metres;
  for (let index = 1; index < path.length; index++) {
    const [from, to] = [path[index - 1]!, path[index]!];
    const length = metresBetween(from, to);
    if (length === 0) continue;
    if (left <= length || index === path.length - 1) {
      const share = Math.min(1, left / length);
      return {
        point: { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share },
        bearing: bearingDegrees(from, to),
      };
    }
    left -= length;
  }
  return { point: path.at(-1)! };
}

function metresPerDegreeEast(lat: number): number {
  return METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
}
