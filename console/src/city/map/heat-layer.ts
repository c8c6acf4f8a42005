import { cellToBoundary } from 'h3-js';
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import { BELOW_LABELS } from '../../shared/basemap/style.js';
import type { Heat } from '../journal.js';
import type { Colours } from './colours.js';

export type HeatKind = 'off' | 'offers' | 'accepts';

const HEAT = 'heat';
/** With fewer offers than this a share says nothing. */
const FEWEST_FOR_SHARE = 3;

export function addHeatLayer(map: GlMap, colours: Colours): void {
  map.addSource(HEAT, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer(
    {
      id: 'heat-cells',
      type: 'fill',
      source: HEAT,
      paint: {
        'fill-color': colours.heat,
        'fill-outline-color': colours.halo,
        'fill-opacity': ['interpolate', ['linear'], ['get', 'part'], 0, 0.08, 1, 0.72],
      },
    },
    BELOW_LABELS,
  );
}

/** The more offers, or the more of them accepted, the stronger the cell. */
export function showHeat(map: GlMap, heat: ReadonlyMap<string, Heat>, kind: HeatKind): void {
  const most = Math.max(1, ...[...heat.values()].map(({ offers }) => offers));
  const partOf = ({ offers, accepts }: Heat): number | undefined => {
    // The root, for a few busy cells would leave all others pale.
    if (kind === 'offers') return Math.sqrt(offers / most);
    return offers < FEWEST_FOR_SHARE ? undefined : Math.min(accepts / offers, 1);
  };
  const cells = kind === 'off' ? [] : [...heat];
  const features = cells.flatMap(([cell, counts]) => {
    const part = partOf(counts);
    if (part === undefined) return [];
    const ring = cellToBoundary(cell, true);
    return [
      {
        type: 'Feature' as const,
        properties: { part },
        geometry: { type: 'Polygon' as const, coordinates: [ring] },
      },
    ];
  });
  void (map.getSource(HEAT) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features });
}
