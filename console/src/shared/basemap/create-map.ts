import { addProtocol, Map as GlMap, setWorkerUrl, type MapOptions } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { Protocol } from 'pmtiles';
import { readPalette, type Palette } from './palette.js';
import { basemapStyle } from './style.js';

// A worker from a blob would need a weaker policy.
setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

export interface BasemapOptions extends Pick<MapOptions, 'center' | 'zoom' | 'minZoom' | 'maxZoom' | 'interactive'> {
  readonly container: HTMLElement;
  readonly hasStreets: boolean;
  /** Adds the page's own sources and layers: at the start, and again each time the style changes between light and dark. */
  readonly draw?: (map: GlMap, palette: Palette) => void;
}

/** A map that asks nobody but this engine. It follows the system between light and dark. */
export function createMap({ hasStreets, draw, ...options }: BasemapOptions): GlMap {
  const map = new GlMap({
    minZoom: 4,
    maxZoom: 18,
    ...options,
    style: basemapStyle(readPalette(), hasStreets),
    // The common extracts are made of OpenStreetMap, whose licence (ODbL 4.3) asks for its name beside the map.
    attributionControl: hasStreets ? { compact: false, customAttribution: '© OpenStreetMap' } : false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
  });
  map.touchZoomRotate.disableRotation();
  if (draw) map.on('style.load', () => draw(map, readPalette()));
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const restyle = () => map.setStyle(basemapStyle(readPalette(), hasStreets), { diff: false });
  dark.addEventListener('change', restyle);
  map.once('remove', () => dark.removeEventListener('change', restyle));
  return map;
}
