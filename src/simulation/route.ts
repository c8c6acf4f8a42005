import type { City, Station } from './city.js';
import { metresBetween } from './plane.js';

/** Stepping out of a moving train for a station costs time, so the way with few stops is preferred. */
const STOP_METRES = 250;

/** The stations of the shortest ride, both ends included. Empty when there is no way. */
export function findRide(city: City, from: Station, to: Station): Station[] {
  const length = new Map<Station, number>([[from, 0]]);
  const cameFrom = new Map<Station, Station>();
  const open = new Set([from]);
  while (open.size > 0) {
    const current = [...open].reduce((a, b) => (length.get(b)! < length.get(a)! ? b : a));
    if (current === to) return traceBack(cameFrom, to);
    open.delete(current);
    for (const next of city.neighbours.get(current) ?? []) {
      const candidate = length.get(current)! + metresBetween(current.point, next.point) + STOP_METRES;
      if (candidate >= (length.get(next) ?? Infinity)) continue;
      length.set(next, candidate);
      cameFrom.set(next, current);
      open.add(next);
    }
  }
  return [];
}

function traceBack(cameFrom: ReadonlyMap<Station, Station>, to: Station): Station[] {
  const ride = [to];
  for (let station = cameFrom.get(to); station; station = cameFrom.get(station)) ride.unshift(station);
  return ride;
}
