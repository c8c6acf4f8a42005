import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import type { ServedCatalog } from '../../../../src/contract/served-catalog.js';
import { BELOW_LABELS } from '../../shared/basemap/style.js';
import type { Colours } from './colours.js';

const ZONES = 'zones';
const SHOPS = 'shops';
const CORNERS = 48;
const METRES_A_DEGREE = 111_320;

type Area = ServedCatalog['zones'][number]['area'];

/** Where offers hold, and the shops that have them. */
export function addCatalogLayers(map: GlMap, colours: Colours): void {
  const empty = { type: 'FeatureCollection' as const, features: [] };
  map.addSource(ZONES, { type: 'geojson', data: empty });
  map.addSource(SHOPS, { type: 'geojson', data: empty });
  map.addLayer(
    { id: 'zone-areas', type: 'fill', source: ZONES, paint: { 'fill-color': colours.zone, 'fill-opacity': 0.1 } },
    BELOW_LABELS,
  );
  map.addLayer(
    {
      id: 'zone-edges',
      type: 'line',
      source: ZONES,
      paint: {
        'line-color': colours.zone,
        'line-opacity': 0.55,
        'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.6, 15, 1.6],
      },
    },
    BELOW_LABELS,
  );
  map.addLayer(
    {
      id: 'shop-places',
      type: 'circle',
      source: SHOPS,
      paint: {
        'circle-color': colours.shop,
        'circle-stroke-color': colours.halo,
        'circle-stroke-width': 1,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 1.4, 13, 3, 16, 5],
      },
    },
    BELOW_LABELS,
  );
  map.addLayer({
    id: 'shop-names',
    type: 'symbol',
    source: SHOPS,
    minzoom: 14.5,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': ['system-ui', 'sans-serif'],
      'text-size': 11,
      'text-anchor': 'bottom',
      'text-offset': [0, -0.7],
      'text-max-width': 9,
    },
    paint: { 'text-color': colours.shop, 'text-halo-color': colours.halo, 'text-halo-width': 1.5 },
  });
}

export function showCatalog(map: GlMap, { zones, offers }: ServedCatalog): void {
  const features = zones.map(({ area, name }) => ({
    type: 'Feature' as const,
    properties: { name },
    geometry: { type: 'Polygon' as const, coordinates: ringsOf(area) },
  }));
  void (map.getSource(ZONES) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features });
  const places = new Map(offers.flatMap(({ place, name }) => (place ? [[`${place.lat} ${place.lng}`, { ...place, name: place.name ?? name }]] : []))); // prettier-ignore
  const shops = [...places.values()].map(({ lat, lng, name }) => ({
    type: 'Feature' as const,
    properties: { name },
    geometry: { type: 'Point' as const, coordinates: [lng, lat] },
  }));
  void (map.getSource(SHOPS) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: shops });
}

/** South-west and north-east corner of all that is offered somewhere; nothing when all of it is offered everywhere. */
export function extentOf({ zones, offers }: ServedCatalog): [[number, number], [number, number]] | undefined {
  const points = zones
    .flatMap(({ area }) => ringsOf(area)[0]!)
    .concat(offers.flatMap(({ place }) => (place ? [[place.lng, place.lat]] : [])));
  if (points.length === 0) return undefined;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  // Point by point: a large catalog has more of them than a call takes arguments.
  for (const [lng, lat] of points as [number, number][]) {
    [west, east] = [Math.min(west, lng), Math.max(east, lng)];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
  }
  return [
    [west, south],
    [east, north],
  ];
}

function ringsOf(area: Area): number[][][] {
  if ('polygon' in area) return area.polygon.coordinates;
  const { lat, lng, radiusMetres } = area.circle;
  const high = radiusMetres / METRES_A_DEGREE;
  const wide = high / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = ((corner % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lng + wide * Math.cos(angle), lat + high * Math.sin(angle)];
  });
  return [ring];
}
