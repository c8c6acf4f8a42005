// The real part of the simulation: stations of central Berlin from open timetable data. The shops come from a catalog.
import { createRequire } from 'node:module';
import { metresBetween, type Point } from './plane.js';

export interface Station {
  readonly id: string;
  readonly name: string;
  readonly point: Point;
  /** Departures and arrivals, weighted by vehicle: how busy it is. */
  readonly weight: number;
}

export interface Shop {
  readonly name: string;
  readonly category: string;
  readonly point: Point;
}

export interface City {
  readonly stations: readonly Station[];
  readonly shops: readonly Shop[];
  /** Stations with a shop within a short walk. */
  readonly hubs: readonly Station[];
  readonly neighbours: ReadonlyMap<Station, readonly Station[]>;
}

interface StationRow {
  readonly id: string;
  readonly name: string;
  readonly location: { latitude: number; longitude: number };
  readonly weight: number;
}

const BOX = { south: 52.46, north: 52.56, west: 13.28, east: 13.48 };
const MIN_WEIGHT = 3_500;
const LINKS = 4;
const LINK_METRES = 2_200;
export const SHORT_WALK_METRES = 420;

export function createCity(shops: readonly Shop[]): City {
  const stations = readStations();
  const hubs = stations.filter((station) => shopsNear(shops, station.point).length > 0);
  return { stations, shops, hubs, neighbours: linkNeighbours(stations) };
}

export function shopsNear(shops: readonly Shop[], point: Point, metres = SHORT_WALK_METRES): Shop[] {
  return shops.filter((shop) => metresBetween(shop.point, point) <= metres);
}

export function nearestStation(stations: readonly Station[], point: Point): Station {
  return stations.reduce((best, station) =>
    metresBetween(station.point, point) < metresBetween(best.point, point) ? station : best,
  );
}

function readStations(): Station[] {
  // The package carries no types, and as CommonJS it cannot be imported by name.
  const rows = createRequire(import.meta.url)('vbb-stations/simple.js') as StationRow[];
  const byName = new Map<string, Station>();
  for (const row of rows) {
    if (!isCentralStation(row)) continue;
    const name = row.name.replace(/^(S\+U|S|U) (Berlin )?/, '').replace(/ \(.*\)$/, '');
    if ((byName.get(name)?.weight ?? 0) >= row.weight) continue;
    const point = { lat: row.location.latitude, lng: row.location.longitude };
    byName.set(name, { id: row.id, name, point, weight: row.weight });
  }
  return [...byName.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ids with `::` are single stops of a station. */
function isCentralStation({ id, name, weight, location: { latitude, longitude } }: StationRow): boolean {
  if (!id.startsWith('de:11000:') || id.includes('::') || weight < MIN_WEIGHT || !/^(S\+U|S|U) /.test(name))
    return false;
  return latitude > BOX.south && latitude < BOX.north && longitude > BOX.west && longitude < BOX.east;
}

/** Lines are not in the data: trains run between neighbours, which comes close to it in a dense network. */
function linkNeighbours(stations: readonly Station[]): Map<Station, Station[]> {
  const links = new Map<Station, Set<Station>>(stations.map((station) => [station, new Set()]));
  for (const station of stations) {
    const nearest = stations
      .filter((other) => other !== station && metresBetween(station.point, other.point) <= LINK_METRES)
      .sort((a, b) => metresBetween(station.point, a.point) - metresBetween(station.point, b.point))
      .slice(0, LINKS);
    for (const other of nearest) {
      links.get(station)!.add(other);
      links.get(other)!.add(station);
    }
  }
  return new Map([...links].map(([station, others]) => [station, [...others]]));
}
