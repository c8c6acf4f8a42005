import { systemClock, type Clock } from '../clock.js';
import type { Fix } from '../contract.js';
import { distanceMetres } from './distance.js';
import type { LocationSource } from './source.js';

/** A corner of a route. WGS 84 degrees. */
export interface RoutePoint {
  readonly lat: number;
  readonly lng: number;
  /** How long to stand here before going on. */
  readonly waitSeconds?: number;
}

export interface RouteOptions {
  readonly clock?: Clock;
  /** That of someone who walks, when left out. */
  readonly speedMps?: number;
  /** How often there is a fix. */
  readonly everyMs?: number;
  readonly accuracyMetres?: number;
}

/** Walks a route once and then stands at its end: for demonstrations and for the tests of apps. */
export function routeLocation(
  points: readonly RoutePoint[],
  { clock = systemClock, speedMps = 1.4, everyMs = 1_000, accuracyMetres = 8 }: RouteOptions = {},
): LocationSource {
  if (points.length === 0) throw new RangeError('A route needs at least one point');
  const legs = legsOf(points, speedMps);
  let startedAt: number | undefined;
  return {
    watch(onFix) {
      startedAt ??= clock.now();
      let cancel: () => void = () => undefined;
      const tell = () => {
        cancel = clock.after(everyMs, tell);
        const at = clock.now();
        onFix({ ...placeAfter(legs, (at - startedAt!) / 1000, speedMps), accuracyMetres, at });
      };
      cancel = clock.after(0, tell);
      return () => cancel();
    },
  };
}

/** From one point to the next: first the wait, then the way. */
interface Leg {
  readonly from: RoutePoint;
  readonly to: RoutePoint;
  readonly waitSeconds: number;
  readonly walkSeconds: number;
  readonly headingDeg: number;
}

function legsOf(points: readonly RoutePoint[], speedMps: number): Leg[] {
  return points.map((from, index) => {
    const to = points[index + 1] ?? from;
    const walkSeconds = distanceMetres(from, to) / speedMps;
    return { from, to, waitSeconds: from.waitSeconds ?? 0, walkSeconds, headingDeg: headingDeg(from, to) };
  });
}

type Place = Omit<Fix, 'accuracyMetres' | 'at'>;

function placeAfter(legs: readonly Leg[], seconds: number, speedMps: number): Place {
  let left = seconds;
  for (const { from, to, waitSeconds, walkSeconds, headingDeg } of legs) {
    if (left < waitSeconds) return standing(from);
    left -= waitSeconds;
    if (left < walkSeconds) {
      const part = left / walkSeconds;
      const lat = from.lat + (to.lat - from.lat) * part;
      const lng = from.lng + (to.lng - from.lng) * part;
      return { lat, lng, speedMps, headingDeg, activity: 'walking' };
    }
    left -= walkSeconds;
  }
  return standing(legs.at(-1)!.to);
}

function standing({ lat, lng }: RoutePoint): Place {
  return { lat, lng, speedMps: 0, activity: 'still' };
}

/** Of a short way, on the plane that touches the Earth there. */
function headingDeg(from: RoutePoint, to: RoutePoint): number {
  const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180);
  return ((Math.atan2(east, to.lat - from.lat) * 180) / Math.PI + 360) % 360;
}
