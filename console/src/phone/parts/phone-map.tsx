import { Marker, type GeoJSONSource, type Map as GlMap } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'preact/hooks';
import { createMap } from '../../shared/basemap/create-map.js';
import type { Palette } from '../../shared/basemap/palette.js';
import { BELOW_LABELS } from '../../shared/basemap/style.js';
import { moveBy, type Point } from '../model/geo.js';
import type { PhoneModel } from '../model/phone-model.js';
import type { Texts } from '../texts/texts.js';
import { circleOf } from './circle.js';

const NEAR_ZOOM = 15;
const STEP_METRES = 25;
const LONG_STEP_METRES = 100;
/** By arrow key: east and north. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** So near to the edge of the map, in px, the map follows. */
const EDGE_PX = 70;

/** The map in the phone: oneself as a dot to drag, the way ahead, and where offers hold. */
export function PhoneMap({ model, texts }: { model: PhoneModel; texts: Texts }) {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<GlMap>(undefined);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    try {
      const made = makeMap(container.current!, model);
      map.current = made.map;
      return made.remove;
    } catch {
      setFailed(true);
      return undefined;
    }
  }, [model]);

  useEffect(() => {
    map.current?.getCanvas().setAttribute('aria-label', texts.map);
    container.current?.querySelector('.me')?.setAttribute('aria-label', texts.me);
  }, [texts]);

  return (
    <>
      <div class="phone-map" ref={container} />
      {hasFailed && (
        <div class="map-missing">
          <p>{texts.mapMissing}</p>
          <button type="button" class="me" aria-label={texts.me} onKeyDown={(event) => stepByKey(event, model)} />
        </div>
      )}
      {!hasFailed && (
        <button
          type="button"
          class="recentre"
          aria-label={texts.recentre}
          title={texts.recentre}
          onClick={() => map.current?.easeTo({ center: model.walker.here, zoom: NEAR_ZOOM })}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="4" />
            <path d="M12 2v4M12 18v4M2 12h4M18 12h4" />
          </svg>
        </button>
      )}
    </>
  );
}

function makeMap(container: HTMLElement, model: PhoneModel): { map: GlMap; remove: () => void } {
  const { walker } = model;
  const map = createMap({
    container,
    center: walker.here,
    zoom: NEAR_ZOOM,
    minZoom: 9,
    hasStreets: model.setup.streets,
    draw: (drawn, palette) => addLayers(drawn, palette),
  });
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'me';
  const marker = new Marker({ element, draggable: true }).setLngLat(walker.here).addTo(map);
  let isDragging = false;
  marker.on('dragstart', () => (isDragging = true));
  marker.on('drag', () => walker.put(pointOf(marker.getLngLat()), performance.now()));
  marker.on('dragend', () => (isDragging = false));
  map.on('click', ({ lngLat }) => walker.walkTo(pointOf(lngLat)));
  element.addEventListener('click', (event) => event.stopPropagation());
  element.addEventListener('keydown', (event) => stepByKey(event, model));

  let frame = requestAnimationFrame(function follow() {
    if (!isDragging) {
      marker.setLngLat(walker.here);
      keepInSight(map, walker.here);
    }
    frame = requestAnimationFrame(follow);
  });
  const unlisten = model.onChange(() => showWay(map, model));
  const remove = () => {
    cancelAnimationFrame(frame);
    unlisten();
    map.remove();
  };
  return { map, remove };
}

function stepByKey(event: KeyboardEvent, { walker }: PhoneModel): void {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const metres = event.shiftKey ? LONG_STEP_METRES : STEP_METRES;
  walker.put(moveBy(walker.here, step[0] * metres, step[1] * metres), performance.now());
}

/** Only when oneself would leave the picture: whoever looks elsewhere while standing is left alone. */
function keepInSight(map: GlMap, here: Point): void {
  const { x, y } = map.project(here);
  const { clientWidth, clientHeight } = map.getContainer();
  const isInside = x > EDGE_PX && y > EDGE_PX && x < clientWidth - EDGE_PX && y < clientHeight - EDGE_PX;
  if (!isInside && !map.isMoving() && hasMoved(map, here)) map.easeTo({ center: here, duration: 600 });
}

const lastHere = new WeakMap<GlMap, Point>();

function hasMoved(map: GlMap, here: Point): boolean {
  const last = lastHere.get(map);
  lastHere.set(map, here);
  return last !== undefined && (last.lat !== here.lat || last.lng !== here.lng);
}

function addLayers(map: GlMap, palette: Palette): void {
  const empty = { type: 'FeatureCollection' as const, features: [] };
  map.addSource('way', { type: 'geojson', data: empty });
  map.addSource('reach', { type: 'geojson', data: empty });
  map.addLayer(
    { id: 'reach', type: 'fill', source: 'reach', paint: { 'fill-color': palette.zone, 'fill-opacity': 0.12 } },
    BELOW_LABELS,
  );
  map.addLayer(
    { id: 'reach-edge', type: 'line', source: 'reach', paint: { 'line-color': palette.zone, 'line-width': 1.5 } },
    BELOW_LABELS,
  );
  map.addLayer(
    {
      id: 'way',
      type: 'line',
      source: 'way',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.zone, 'line-width': 3, 'line-dasharray': [0.1, 2] },
    },
    BELOW_LABELS,
  );
}

function showWay(map: GlMap, { walker, cards }: PhoneModel): void {
  const coordinates = [walker.here, ...walker.way].map(({ lng, lat }) => [lng, lat]);
  const areas = cards.all.flatMap(({ offer, status }) =>
    offer.validWithin && status !== 'gone' ? [circleOf(offer.validWithin)] : [],
  );
  map.getSource<GeoJSONSource>('way')?.setData({
    type: 'Feature',
    properties: {},
    geometry: { type: 'LineString', coordinates: walker.way.length > 0 ? coordinates : [] },
  });
  map.getSource<GeoJSONSource>('reach')?.setData({ type: 'FeatureCollection', features: areas });
}

function pointOf({ lat, lng }: Point): Point {
  return { lat, lng };
}
