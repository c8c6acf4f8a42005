export interface Point {
  readonly lat: number;
  readonly lng: number;
}

const METRES_PER_DEGREE = 111_195;

/** Plane geometry: right to a few parts in a thousand within a city. */
export function metresBetween(a: Point, b: Point): number {
  const { east, north } = offsetOf(a, b);
  return Math.hypot(east, north);
}

/** Degrees clockwise from north, 0 to 360. */
export function headingOf(from: Point, to: Point): number {
  const { east, north } = offsetOf(from, to);
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

export function moveBy({ lat, lng }: Point, east: number, north: number): Point {
  return {
    lat: lat + north / METRES_PER_DEGREE,
    lng: lng + east / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)),
  };
}

/** The point `metres` on the way, or the end when that is nearer. */
export function stepTowards(from: Point, to: Point, metres: number): Point {
  const whole = metresBetween(from, to);
  if (whole <= metres) return to;
  const share = metres / whole;
  return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share };
}

function offsetOf(a: Point, b: Point): { east: number; north: number } {
  const east = (b.lng - a.lng) * METRES_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return { east, north: (b.lat - a.lat) * METRES_PER_DEGREE };
}
