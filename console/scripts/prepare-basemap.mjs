// Writes the offline basemap: land and borders around Germany from world-atlas (Natural Earth, public domain), and the
// stations and stops of Berlin from vbb-stations. Small files, made at build time, so that no page asks anybody else.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { feature, mesh } from 'topojson-client';

const require = createRequire(import.meta.url);
const OUT = fileURLToPath(new URL('../generated/', import.meta.url));
/** Degrees: west, south, east, north. */
const EUROPE = [-6, 42, 26, 61];
const BERLIN = [13.05, 52.33, 13.78, 52.69];
/** Three decimals are 110 m: the land is a backdrop, streets come from elsewhere. */
const LAND_DECIMALS = 3;
const STOP_DECIMALS = 5;
/** About 250 m either way. */
const GRID = { lng: 0.00369, lat: 0.00225 };
const KINDS = ['stop', 'U', 'S', 'S+U'];

fs.mkdirSync(OUT, { recursive: true });
write('land.json', land());
write('borders.json', borders());
write('stations.json', stations());
write('grid.json', grid());

function land() {
  const atlas = require('world-atlas/land-10m.json');
  const polygons = feature(atlas, atlas.objects.land).features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  );
  const near = polygons
    .map(([outer, ...holes]) => [clip(outer), ...holes.filter(touches).map(clip)])
    .filter(([outer]) => outer.length > 3);
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: near.map(roundRings) } };
}

function borders() {
  const atlas = require('world-atlas/countries-50m.json');
  const { coordinates } = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  return {
    type: 'Feature',
    properties: {},
    geometry: { type: 'MultiLineString', coordinates: roundRings(coordinates.filter(touches)) },
  };
}

/** By kind: trains (`S`, `U`, `S+U`) have a sign, stops of buses and trams are dots that let the streets show through. */
function stations() {
  const kept = new Map();
  for (const { name: full, weight, location } of Object.values(require('vbb-stations/full.json'))) {
    const point = [round(location.longitude, STOP_DECIMALS), round(location.latitude, STOP_DECIMALS)];
    if (!isWithin(point, BERLIN)) continue;
    const { name, kind } = nameOf(full);
    const namesakes = kept.get(name) ?? kept.set(name, []).get(name);
    const twin = namesakes.find((other) => isSamePlace(other.point, point));
    // The list has a line for each part of a station; the sign tells all that stops there.
    if (!twin) namesakes.push({ name, kind, weight, point });
    else if (KINDS.indexOf(kind) > KINDS.indexOf(twin.kind)) twin.kind = kind;
  }
  const features = [...kept.values()]
    .flat()
    .sort((a, b) => b.weight - a.weight)
    .map(({ name, kind, weight, point }) => ({
      type: 'Feature',
      properties: { name, kind, weight: Math.round(weight) },
      geometry: { type: 'Point', coordinates: point },
    }));
  return { type: 'FeatureCollection', features };
}

function nameOf(full) {
  const name = full
    .replace(/\((Berlin|bei Berlin)\)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ Bhf$/, '');
  const [, kind] = /^(S\+U|S|U) /.exec(name) ?? [];
  // Of a name such as `S+U Alexanderplatz Bhf/Memhardstr.`, only the stop of the tram in that street is meant.
  const isOnlyNear = /[/[]/.test(name);
  return { name: name.replace(/^(S\+U|S|U) /, ''), kind: isOnlyNear ? 'stop' : (kind ?? 'stop') };
}

/** A faint net over the city: without streets, it lets the eye see how far and which way one walks. */
function grid() {
  const [west, south, east, north] = BERLIN;
  const count = (from, to, step) => Math.floor((to - from) / step) + 1;
  const meridians = Array.from({ length: count(west, east, GRID.lng) }, (_, n) => round(west + n * GRID.lng, 5));
  const parallels = Array.from({ length: count(south, north, GRID.lat) }, (_, n) => round(south + n * GRID.lat, 5));
  return {
    type: 'Feature',
    properties: {},
    geometry: {
      type: 'MultiLineString',
      coordinates: [
        ...meridians.map((lng) => [[lng, south], [lng, north]]), // prettier-ignore
        ...parallels.map((lat) => [[west, lat], [east, lat]]), // prettier-ignore
      ],
    },
  };
}

/** About 350 m. */
function isSamePlace([x, y], [otherX, otherY]) {
  return Math.abs(x - otherX) < 0.005 && Math.abs(y - otherY) < 0.003;
}

/** Sutherland-Hodgman against the frame: a continent would otherwise come whole. */
function clip(ring) {
  const [west, south, east, north] = EUROPE;
  const edges = [
    { keeps: ([x]) => x >= west, cut: (a, b) => cutAt(a, b, 0, west) },
    { keeps: ([x]) => x <= east, cut: (a, b) => cutAt(a, b, 0, east) },
    { keeps: ([, y]) => y >= south, cut: (a, b) => cutAt(a, b, 1, south) },
    { keeps: ([, y]) => y <= north, cut: (a, b) => cutAt(a, b, 1, north) },
  ];
  const clipped = edges.reduce(
    (points, { keeps, cut }) =>
      points.flatMap((point, n) => {
        const before = points.at(n - 1);
        if (keeps(point)) return keeps(before) ? [point] : [cut(before, point), point];
        return keeps(before) ? [cut(before, point)] : [];
      }),
    ring,
  );
  return clipped.length > 0 ? [...clipped, clipped[0]] : [];
}

function cutAt(a, b, axis, value) {
  const share = (value - a[axis]) / (b[axis] - a[axis]);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

function touches(line) {
  return line.some((point) => isWithin(point, EUROPE));
}

function isWithin([x, y], [west, south, east, north]) {
  return x >= west && x <= east && y >= south && y <= north;
}

function roundRings(rings) {
  return rings.map((ring) => ring.map(([x, y]) => [round(x, LAND_DECIMALS), round(y, LAND_DECIMALS)]));
}

function round(value, decimals) {
  return Number(value.toFixed(decimals));
}

function write(name, content) {
  fs.writeFileSync(join(OUT, name), JSON.stringify(content));
}
