/** Longitude first, as in GeoJSON (RFC 7946). */
export type Position = readonly [lng: number, lat: number];
export type Ring = readonly Position[];

const MOST_POSITIONS = 2_000;

export type ReadArea =
  | { ok: true; rings: readonly Ring[] }
  | { ok: false; fault: 'bad' | 'range' | 'open' | 'crossing' | 'long'; nearest?: string };

/** A polygon as GeoJSON or as WKT (`POLYGON ((13.4 52.5, …))`), each ring closed and crossing itself nowhere. */
export function readArea(text: string): ReadArea {
  const isWkt = /^\s*POLYGON/i.test(text);
  const rings = isWkt ? readWkt(text) : readGeoJson(text);
  if (!rings || rings.length === 0 || rings.some((ring) => ring.length < 3)) return { ok: false, fault: 'bad' };
  if (rings.some((ring) => ring.length > MOST_POSITIONS)) return { ok: false, fault: 'long' };
  if (rings.flat().some(([lng, lat]) => !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90)))
    return { ok: false, fault: 'range' };
  const tell = isWkt ? tellWkt : tellGeoJson;
  if (!rings.every(isClosed)) return { ok: false, fault: 'open', nearest: tell(rings.map(mended)) };
  if (rings.some(crossesItself)) {
    const nearest = rings.map((ring) => (crossesItself(ring) ? aroundItsMiddle(ring) : ring));
    return { ok: false, fault: 'crossing', nearest: nearest.some(crossesItself) ? undefined : tell(nearest) };
  }
  if (rings.some((ring) => ring.length < 4)) return { ok: false, fault: 'bad' };
  return { ok: true, rings };
}

function readGeoJson(text: string): Ring[] | undefined {
  try {
    const { type, coordinates } = JSON.parse(text) as { type?: string; coordinates?: unknown };
    const isPolygon = type === 'Polygon' && Array.isArray(coordinates) && coordinates.every(isRing);
    return isPolygon ? (coordinates as Position[][]).map((ring) => ring.map(([lng, lat]) => [lng, lat])) : undefined;
  } catch {
    return undefined;
  }
}

function isRing(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((at) => Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number')
  );
}

function readWkt(text: string): Ring[] | undefined {
  const inside = /^\s*POLYGON\s*\(\s*(\(.*\))\s*\)\s*$/is.exec(text)?.[1];
  const rings = inside?.match(/\([^()]*\)/g)?.map((ring) =>
    ring
      .slice(1, -1)
      .split(',')
      .map((at) => at.trim().split(/\s+/).slice(0, 2).map(Number) as unknown as Position),
  );
  return rings?.every((ring) => ring.every(([lng, lat]) => Number.isFinite(lng) && Number.isFinite(lat)))
    ? rings
    : undefined;
}

function isClosed(ring: Ring): boolean {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  return first[0] === last[0] && first[1] === last[1];
}

function mended(ring: Ring): Ring {
  const closed = isClosed(ring) ? ring : [...ring, ring[0]!];
  return crossesItself(closed) ? aroundItsMiddle(closed) : closed;
}

/** The same corners in the order in which they stand around their middle: such a ring crosses itself seldom. */
function aroundItsMiddle(ring: Ring): Ring {
  const corners = ring.slice(0, -1);
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / corners.length);
  const angle = ([lng, lat]: Position) => Math.atan2(lat - middle[1]!, lng - middle[0]!);
  const ordered = [...corners].sort((a, b) => angle(a) - angle(b));
  return [...ordered, ordered[0]!];
}

/** Each side against each other one; sides that follow each other share a corner and are passed over. */
export function crossesItself(ring: Ring): boolean {
  const sides = ring.length - 1;
  const order = Array.from({ length: sides }, (_, i) => i).sort((a, b) => west(ring, a) - west(ring, b));
  for (let m = 0; m < sides; m += 1) {
    const i = order[m]!;
    const east = Math.max(ring[i]![0], ring[i + 1]![0]);
    for (let n = m + 1; n < sides && west(ring, order[n]!) <= east; n += 1) {
      const j = order[n]!;
      const apart = Math.abs(i - j);
      if (apart === 1 || apart === sides - 1) continue;
      if (cross(ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!)) return true;
    }
  }
  return false;
}

function west(ring: Ring, side: number): number {
  return Math.min(ring[side]![0], ring[side + 1]![0]);
}

function cross(a: Position, b: Position, c: Position, d: Position): boolean {
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0 && overlap(a, b, c, d);
}

function turn([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

function overlap(a: Position, b: Position, c: Position, d: Position): boolean {
  return [0, 1].every(
    (axis) =>
      Math.max(a[axis]!, b[axis]!) >= Math.min(c[axis]!, d[axis]!) &&
      Math.max(c[axis]!, d[axis]!) >= Math.min(a[axis]!, b[axis]!),
  );
}

function tellGeoJson(coordinates: readonly Ring[]): string {
  return JSON.stringify({ type: 'Polygon', coordinates });
}

function tellWkt(rings: readonly Ring[]): string {
  return `POLYGON (${rings.map((ring) => `(${ring.map((at) => at.join(' ')).join(', ')})`).join(', ')})`;
}
