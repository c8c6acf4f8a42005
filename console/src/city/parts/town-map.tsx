import type { Map as GlMap } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'preact/hooks';
import { createMap, type BasemapOptions } from '../../shared/basemap/create-map.js';
import type { CityModel } from '../city-model.js';
import type { Row } from '../journal.js';
import { addCatalogLayers, extentOf, showCatalog } from '../map/catalog-layers.js';
import { addCellLayer, bringIntoSight, showCell } from '../map/cell-layer.js';
import { readColours } from '../map/colours.js';
import { addHeatLayer, showHeat, type HeatKind } from '../map/heat-layer.js';
import { TownLayer } from '../map/town-layer.js';
import { useWords } from '../use-model.js';

interface TownMapProps {
  readonly model: CityModel;
  readonly hasStreets: boolean;
  readonly heat: HeatKind;
  readonly chosenCell?: string;
  readonly choose: (row: Row) => void;
}

const BERLIN: [number, number] = [13.4, 52.515];
const HEAT_EVERY_MS = 2_000;

/** The map with all its layers. What changes in the model comes to it without drawing anything of the page anew. */
export function TownMap({ model, hasStreets, heat, chosenCell, choose }: TownMapProps) {
  const { words } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const parts = useRef<{ map: GlMap; town: TownLayer }>(undefined);
  const [isMissing, setMissing] = useState(false);
  const wanted = useRef({ heat, chosenCell });
  wanted.current = { heat, chosenCell };

  useEffect(() => {
    const map = mapOrNothing({
      container: frame.current!,
      hasStreets,
      center: BERLIN,
      zoom: 11.6,
      minZoom: 8,
      draw: (drawn, palette) => {
        const colours = readColours();
        // The colours of lines are those of decisions here: stations stay in the background.
        drawn.setPaintProperty('stations', 'circle-stroke-color', palette.stop);
        addHeatLayer(drawn, colours);
        addCatalogLayers(drawn, colours);
        addCellLayer(drawn, colours);
        showAll();
      },
    });
    if (!map) return setMissing(true);
    const town = new TownLayer(map, model.walkers);
    parts.current = { map, town };
    let shownCatalog = '';
    let shownHeat = -1;
    const showAll = () => {
      if (model.catalog) showCatalog(map, model.catalog);
      showHeat(map, model.journal.heat, wanted.current.heat);
      showCell(map, wanted.current.chosenCell);
    };
    const stopTelling = model.onChange(() => {
      town.pause(model.isPaused);
      if (!model.catalog || model.catalog.version === shownCatalog) return;
      const extent = extentOf(model.catalog);
      if (extent && shownCatalog === '') map.fitBounds(extent, { padding: 48, maxZoom: 14, animate: false });
      shownCatalog = model.catalog.version;
      showCatalog(map, model.catalog);
    });
    const heating = setInterval(() => {
      if (wanted.current.heat === 'off' || model.journal.heatVersion === shownHeat) return;
      shownHeat = model.journal.heatVersion;
      showHeat(map, model.journal.heat, wanted.current.heat);
    }, HEAT_EVERY_MS);
    map.on('click', ({ point }) => {
      const walker = town.walkerAt(point.x, point.y);
      if (walker?.lastDecision) choose({ sample: walker.lastDecision });
    });
    // For tests, which measure what is drawn and not what the browser could draw.
    Object.assign(frame.current!, { town });
    return () => {
      clearInterval(heating);
      stopTelling();
      town.remove();
      map.remove();
    };
  }, [model]);

  useEffect(() => {
    parts.current?.map.getCanvas().setAttribute('aria-label', words.mapCanvas);
  }, [words]);

  useEffect(() => {
    if (parts.current?.map.isStyleLoaded()) showHeat(parts.current.map, model.journal.heat, heat);
  }, [heat]);

  useEffect(() => {
    const map = parts.current?.map;
    if (!map?.getSource('chosen-cell')) return;
    showCell(map, chosenCell);
    if (chosenCell) bringIntoSight(map, chosenCell);
  }, [chosenCell]);

  return (
    <div class="map" id="map" ref={frame} role="group" aria-label={words.map}>
      {isMissing && <p class="map-missing">{words.mapMissing}</p>}
    </div>
  );
}

/** Undefined in a browser that draws no WebGL: all else of the page goes on. */
function mapOrNothing(options: BasemapOptions): GlMap | undefined {
  try {
    return createMap(options);
  } catch {
    return undefined;
  }
}
