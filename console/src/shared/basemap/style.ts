import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import bordersUrl from '../../../generated/borders.json?url';
import gridUrl from '../../../generated/grid.json?url';
import landUrl from '../../../generated/land.json?url';
import stationsUrl from '../../../generated/stations.json?url';
import type { Palette } from './palette.js';
import { streetLayers, STREETS_SOURCE, STREETS_URL } from './streets.js';

/** Drawn by the browser's own fonts: there is no server of glyphs. */
const FONT = ['system-ui', 'sans-serif'];
/** From this weight on, a station is one that strangers know. */
const WELL_KNOWN = 15_000;

/**
 * The offline map: land, borders and stations; streets between them where the operator has a file of them. Layers of a page
 * go below the labels, that is before the layer `BELOW_LABELS`.
 */
export function basemapStyle(palette: Palette, hasStreets: boolean): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: landUrl, tolerance: 0.2 },
      borders: { type: 'geojson', data: bordersUrl },
      grid: { type: 'geojson', data: gridUrl },
      stations: { type: 'geojson', data: stationsUrl },
      ...(hasStreets ? { [STREETS_SOURCE]: { type: 'vector', url: STREETS_URL } } : {}),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': palette.sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': palette.land, 'fill-antialias': false } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': palette.border, 'line-width': 1 } },
      ...(hasStreets ? streetLayers(palette) : [gridLayer(palette)]),
      ...stationLayers(palette),
    ],
  };
}

function gridLayer(palette: Palette): LayerSpecification {
  return {
    id: 'grid',
    type: 'line',
    source: 'grid',
    minzoom: 12.5,
    paint: {
      'line-color': palette.grid,
      'line-width': 1,
      'line-opacity': ['interpolate', ['linear'], ['zoom'], 12.5, 0, 14, 1],
    },
  };
}

export const BELOW_LABELS = 'station-names';

function stationLayers(palette: Palette): LayerSpecification[] {
  const isTrain: ExpressionSpecification = ['!=', ['get', 'kind'], 'stop'];
  const railColour: ExpressionSpecification = ['match', ['get', 'kind'], 'U', palette['rail-u'], palette['rail-s']];
  return [
    {
      id: 'stops',
      type: 'circle',
      source: 'stations',
      minzoom: 10.5,
      filter: ['==', ['get', 'kind'], 'stop'],
      paint: {
        'circle-color': palette.stop,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 1, 14, 2.2, 17, 4],
      },
    },
    {
      id: 'stations',
      type: 'circle',
      source: 'stations',
      filter: ['all', isTrain, ['any', ['>=', ['zoom'], 10.5], ['>=', ['get', 'weight'], WELL_KNOWN]]],
      paint: {
        'circle-color': palette.land,
        'circle-stroke-color': railColour,
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 9, 1, 14, 2.2, 17, 3],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 1.5, 12, 2.6, 14, 4.2, 17, 7],
      },
    },
    nameLayer('stop-names', 15.2, ['==', ['get', 'kind'], 'stop'], 11, palette['label-quiet'], palette.halo),
    nameLayer(BELOW_LABELS, 12.2, isTrain, 12.5, palette.label, palette.halo),
    nameLayer('known-names', 9.5, ['>=', ['get', 'weight'], WELL_KNOWN], 12.5, palette.label, palette.halo, 12.2),
  ];
}

function nameLayer(
  id: string,
  minzoom: number,
  filter: ExpressionSpecification,
  size: number,
  colour: string,
  halo: string,
  maxzoom = 24,
): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'stations',
    minzoom,
    maxzoom,
    filter,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': size,
      'text-anchor': 'top',
      'text-offset': [0, 0.6],
      'text-max-width': 8,
      'text-padding': 6,
      // The busiest first: where two names collide, the better known one stays.
      'symbol-sort-key': ['-', ['get', 'weight']],
    },
    paint: { 'text-color': colour, 'text-halo-color': halo, 'text-halo-width': 1.6 },
  };
}
