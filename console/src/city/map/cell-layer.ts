import { cellToBoundary, cellToLatLng } from 'h3-js';
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import type { Colours } from './colours.js';

const CELL = 'chosen-cell';

/** The cell of the decision that is open: as much as is known of where it was made. */
export function addCellLayer(map: GlMap, colours: Colours): void {
  map.addSource(CELL, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: 'chosen-area',
    type: 'fill',
    source: CELL,
    paint: { 'fill-color': colours.push, 'fill-opacity': 0.14 },
  });
  map.addLayer({
    id: 'chosen-edge',
    type: 'line',
    source: CELL,
    paint: { 'line-color': colours.push, 'line-width': 2 },
  });
}

export function showCell(map: GlMap, cell: string | undefined): void {
  const features = cell
    ? [
        {
          type: 'Feature' as const,
          properties: {},
          geometry: { type: 'Polygon' as const, coordinates: [cellToBoundary(cell, true)] },
        },
      ]
    : [];
  void (map.getSource(CELL) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features });
}

/** Only when it is out of sight: a map that jumps at each click is hard to follow. */
export function bringIntoSight(map: GlMap, cell: string): void {
  const [lat, lng] = cellToLatLng(cell);
  if (!map.getBounds().contains([lng, lat])) map.easeTo({ center: [lng, lat], duration: 600 });
}
