import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette.js';

export const STREETS_SOURCE = 'streets';
/** The engine serves what the operator has put into the folder of maps. */
export const STREETS_URL = `pmtiles://${location.origin}/maps/streets.pmtiles`;

const at = (layer: string) => ({ source: STREETS_SOURCE, 'source-layer': layer });

/** For files in the Protomaps basemap schema (https://docs.protomaps.com/basemaps/layers), which the common extracts have. */
export function streetLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'green',
      type: 'fill',
      ...at('landuse'),
      filter: [
        'match',
        ['get', 'kind'],
        ['park', 'forest', 'wood', 'grass', 'cemetery', 'nature_reserve'],
        true,
        false,
      ],
      paint: { 'fill-color': palette.green },
    },
    {
      id: 'water',
      type: 'fill',
      ...at('water'),
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': palette.sea },
    },
    {
      id: 'buildings',
      type: 'fill',
      ...at('buildings'),
      minzoom: 14,
      paint: { 'fill-color': palette.building },
    },
    roadLayer('road-edges', palette['road-edge'], 2),
    roadLayer('roads', palette.road, 0),
    {
      id: 'rails',
      type: 'line',
      ...at('roads'),
      filter: ['==', ['get', 'kind'], 'rail'],
      paint: { 'line-color': palette.border, 'line-width': 1, 'line-dasharray': [4, 2] },
    },
  ];
}

/** @param extra pixels more than the road itself: for its edge, which lies below. */
function roadLayer(id: string, colour: string, extra: number): LayerSpecification {
  const wide: ExpressionSpecification = ['match', ['get', 'kind'], ['highway', 'major_road'], 2, 1];
  return {
    id,
    type: 'line',
    ...at('roads'),
    filter: ['!', ['match', ['get', 'kind'], ['rail', 'ferry', 'path'], true, false]],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': [
        'interpolate',
        ['exponential', 1.6],
        ['zoom'],
        10,
        ['+', 0.4 + extra / 4, ['*', 0.3, wide]],
        14,
        ['+', 1 + extra, ['*', 1.6, wide]],
        18,
        ['+', 6 + extra, ['*', 8, wide]],
      ],
    },
  };
}
