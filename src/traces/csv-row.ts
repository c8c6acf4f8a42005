import { fix as fixSchema, type Fix } from '../contract/position.js';
import { readActivity } from './activity.js';
import type { Columns } from './columns.js';
import { readTime, type WrittenTime } from './instant.js';

export interface RowRules {
  columns: Columns;
  /** Stands in where the file gives no radius. */
  assumedAccuracyMetres: number;
  /** `47,3766` is read as a number: usual where `;` parts the columns. */
  decimalComma: boolean;
  /** Turns a time without zone into a moment; it may learn the zone from the first position it is shown. */
  epochOf(time: WrittenTime, lat: number, lng: number): number;
}

export type ReadRow = { device: string; fix: Fix; accuracyAssumed: boolean } | { why: string };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads one row. What the engine cannot do without refuses the row; a bad optional value is left out. */
export function readRow(cells: readonly string[], rules: RowRules): ReadRow {
  const { columns } = rules;
  const cell = (index: number | undefined) => (index === undefined ? '' : (cells[index] ?? '').trim());
  const number = (index: number | undefined) => readNumber(cell(index), rules.decimalComma);

  const lat = number(columns.lat);
  const lng = number(columns.lng);
  if (lat === undefined || lng === undefined) {
    return { why: `no position: lat "${cell(columns.lat)}", lng "${cell(columns.lng)}"` };
  }
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return { why: `position out of range: lat ${lat}, lng ${lng}` };

  const time = readTime(cell(columns.at));
  if (time === undefined) return { why: `no time: "${cell(columns.at)}"` };

  const device = columns.device === undefined ? '1' : cell(columns.device);
  if (device === '') return { why: 'no device' };

  const told = number(columns.accuracyMetres);
  // iOS writes a negative radius for a position that is not valid.
  if (told !== undefined && told < 0) return { why: `accuracy ${told}: the phone itself calls this position invalid` };
  // Android writes 0 for "not known"; nobody measures that well.
  const accuracyAssumed = told === undefined || told === 0;

  const checked = fixSchema.safeParse({
    lat,
    lng,
    accuracyMetres: accuracyAssumed ? rules.assumedAccuracyMetres : told,
    at: rules.epochOf(time, lat, lng),
    ...optional('speedMps', within(speed(number(columns.speedMps), number(columns.speedKmh)), 400)),
    ...optional('headingDeg', within(number(columns.headingDeg), 360)),
    ...optional('activity', readActivity(cell(columns.activity), number(columns.activityConfidence))),
  });
  if (!checked.success) {
    return { why: checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
  }
  return { device, fix: checked.data, accuracyAssumed };
}

function readNumber(text: string, decimalComma: boolean): number | undefined {
  const plain = decimalComma ? text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2') : text;
  return NUMBER.test(plain) ? Number(plain) : undefined;
}

function speed(mps: number | undefined, kmh: number | undefined): number | undefined {
  return mps ?? (kmh === undefined ? undefined : kmh / 3.6);
}

/** Speeds and headings of -1 mean "not known" on iOS. */
function within(value: number | undefined, most: number): number | undefined {
  return value !== undefined && value >= 0 && value <= most ? value : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
