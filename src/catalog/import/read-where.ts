import tzLookup from '@photostructure/tz-lookup';
import type { Area, CatalogInput } from '../../contract/catalog.js';
import type { FieldName } from './fields.js';
import { nearest } from './nearest.js';
import { readArea } from './read-area.js';
import { toNumber } from './read-decimal.js';
import type { RowCells } from './row-cells.js';

type OfferInput = CatalogInput['offers'][number];

/** Around a place for which no radius is given. */
const RADIUS_METRES = 200;
const LEAST_RADIUS_METRES = 10;
const MOST_RADIUS_METRES = 100_000;

export interface Where {
  readonly place: OfferInput['place'];
  readonly where: OfferInput['where'];
  /** Whose clock dates of this row mean; undefined where there is no place. */
  readonly timeZone: string | undefined;
}

/** The place of an offer, and where it is offered: an area, a circle around the place, or everywhere. */
export function readWhere(cells: RowCells, knownZones: ReadonlySet<string>): Where {
  const lat = readDegrees(cells, 'lat', 90);
  const lng = readDegrees(cells, 'lng', 180);
  const radiusMetres = readRadius(cells);
  const polygon = readPolygon(cells);
  const zones = readZones(cells, knownZones);
  const everywhere = cells.boolean('everywhere');
  tellHalf(cells, 'lat', 'lng');
  tellHalf(cells, 'lng', 'lat');
  const isSomewhere = (['lat', 'area', 'zones'] as const).some((field) => cells.text(field) !== undefined);
  if (everywhere === false && !isSomewhere) cells.tell('everywhere', 'PLACE_MISSING', '', '');
  if (lat === undefined || lng === undefined)
    return { place: undefined, where: everywhere ? undefined : joined(polygon, zones), timeZone: undefined };
  const name = cells.text('placeName');
  const place = { lat, lng, ...(name === undefined ? {} : { name }) };
  const circle = { circle: { lat, lng, radiusMetres } };
  // With zones the place is only measured to, unless a radius says otherwise.
  const area = polygon ?? (zones && cells.text('radius') === undefined ? undefined : circle);
  return { place, where: everywhere ? undefined : joined(area, zones), timeZone: tzLookup(lat, lng) };
}

function joined(area: Area | undefined, zones: string[] | undefined): OfferInput['where'] {
  return area || zones ? { ...(area && { area }), ...(zones && { zones }) } : undefined;
}

function readZones(cells: RowCells, known: ReadonlySet<string>): string[] | undefined {
  const zones = cells.list('zones');
  const unknown = zones?.find((id) => !known.has(id));
  if (!zones || unknown === undefined) return zones;
  const mended = zones.map((id) => (known.has(id) ? id : nearest(id, known)));
  const names = [...known].slice(0, 20).join(', ');
  cells.tell('zones', 'UNKNOWN_ZONE', `${unknown}|${names}`, mended.every(Boolean) ? mended.join('|') : undefined);
  return undefined;
}

/** A dot parts decimals of degrees in every sheet, unless there is a comma instead. */
function readDegrees(cells: RowCells, field: 'lat' | 'lng', most: number): number | undefined {
  const decimalComma = cells.text(field)?.includes(',') ?? false;
  const decimal = cells.decimal(field, '', decimalComma);
  if (!decimal) return undefined;
  const value = toNumber(decimal);
  if (Math.abs(value) <= most) return value;
  cells.tell(field, 'OUT_OF_RANGE', `-${most}..${most}`, guessDegrees(cells.text(field)!, most));
  return undefined;
}

/** `5252190` has lost its point, `152.52` has a digit too many in front. */
function guessDegrees(text: string, most: number): string | undefined {
  const whole = /^-?\d{4,}$/.test(text) ? text.replace(/^(-?\d{2})/, '$1.') : undefined;
  const guess = whole ?? text.replace(/^(-?)\d(?=\d\d[.,])/, '$1');
  return Math.abs(Number(guess.replace(',', '.'))) <= most ? guess : undefined;
}

function readRadius(cells: RowCells): number {
  const decimal = cells.decimal('radius');
  if (!decimal) return RADIUS_METRES;
  const metres = toNumber(decimal);
  if (metres < 0) cells.tell('radius', 'NEGATIVE', '', cells.tellNumber({ ...decimal, sign: '' }));
  else if (metres < LEAST_RADIUS_METRES)
    cells.tell('radius', 'RADIUS_TOO_SMALL', '', String(metres === 0 ? RADIUS_METRES : LEAST_RADIUS_METRES));
  else if (metres > MOST_RADIUS_METRES)
    cells.tell('radius', 'OVER_LIMIT', String(MOST_RADIUS_METRES), String(MOST_RADIUS_METRES));
  else return metres;
  return RADIUS_METRES;
}

const AREA_CODES = {
  bad: 'BAD_AREA',
  range: 'BAD_AREA',
  open: 'AREA_OPEN',
  crossing: 'AREA_CROSSING',
  long: 'AREA_TOO_LONG',
} as const;

function readPolygon(cells: RowCells): Area | undefined {
  const text = cells.text('area');
  if (text === undefined) return undefined;
  const read = readArea(text);
  if (read.ok) {
    const coordinates = read.rings.map((ring) => ring.map(([lng, lat]): [number, number] => [lng, lat]));
    return { polygon: { type: 'Polygon', coordinates } };
  }
  cells.tell('area', AREA_CODES[read.fault], '', read.nearest);
  return undefined;
}

function tellHalf(cells: RowCells, there: FieldName, other: FieldName): void {
  if (cells.text(there) === undefined || cells.text(other) !== undefined || cells.isMisspelled(other)) return;
  cells.tell(other, 'POSITION_HALF', cells.headerOf(there));
}
