import { fix as fixSchema, type Fix } from '../contract/position.js';
import type { Activity } from './activity.js';
import type { WrittenTime } from './instant.js';

/** One fix as a file has it: what is needed still as text, so that a fault can be shown as it is written. */
export interface WrittenFix {
  lat: string;
  lng: string;
  time: string;
  /** `time` as it was read; undefined when it is none. */
  at: WrittenTime | undefined;
  accuracyMetres: number | undefined;
  speedMps: number | undefined;
  headingDeg: number | undefined;
  activity: Activity | undefined;
}

export interface FixRules {
  /** Stands in where the file gives no radius. */
  assumedAccuracyMetres: number;
  /** Turns a time without zone into a moment; it may learn the zone from the first position it is shown. */
  epochOf(time: WrittenTime, lat: number, lng: number): number;
}

export type ReadFix = { fix: Fix; accuracyAssumed: boolean } | { why: string };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What the engine cannot do without refuses the fix; a bad optional value is left out. */
export function readFix(written: WrittenFix, rules: FixRules): ReadFix {
  const lat = readNumber(written.lat);
  const lng = readNumber(written.lng);
  if (lat === undefined || lng === undefined) {
    return { why: `no position: lat "${written.lat}", lng "${written.lng}"` };
  }
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return { why: `position out of range: lat ${lat}, lng ${lng}` };
  if (written.at === undefined) return { why: `no time: "${written.time}"` };

  const at = rules.epochOf(written.at, lat, lng);
  // The contract counts from 1970; a logger without a clock writes years long before it.
  if (at < 0) return { why: `time before 1970: "${written.time}"` };

  const told = written.accuracyMetres;
  // iOS writes a negative radius for a position that is not valid.
  if (told !== undefined && told < 0) return { why: `accuracy ${told}: the phone itself calls this position invalid` };
  // Android writes 0 for "not known"; nobody measures that well.
  const accuracyAssumed = told === undefined || told === 0;

  const checked = fixSchema.safeParse({
    lat,
    lng,
    accuracyMetres: accuracyAssumed ? rules.assumedAccuracyMetres : told,
    at,
    ...optional('speedMps', within(written.speedMps, 400)),
    ...optional('headingDeg', within(written.headingDeg, 360)),
    ...optional('activity', written.activity),
  });
  if (checked.success) return { fix: checked.data, accuracyAssumed };
  return { why: checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
}

/** Undefined when the text is no number. */
export function readNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** Speeds and headings of -1 mean "not known" on iOS. */
function within(value: number | undefined, most: number): number | undefined {
  return value !== undefined && value >= 0 && value <= most ? value : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
