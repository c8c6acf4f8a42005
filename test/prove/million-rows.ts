import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export const OFFERS_A_SPOT = 64;
/** Spots lie some kilometres apart, all over Germany: however many there are, each has the same offers around it. */
const [SOUTH, WEST, STEP_LAT, STEP_LNG, SPOTS_A_ROW] = [47.6, 6.6, 0.055, 0.062, 125];

export interface Spot {
  readonly lat: number;
  readonly lng: number;
}

export function spotOf(n: number): Spot {
  return { lat: SOUTH + Math.floor(n / SPOTS_A_ROW) * STEP_LAT, lng: WEST + (n % SPOTS_A_ROW) * STEP_LNG };
}

export interface RowFile {
  readonly count: number;
  readonly format: 'csv' | 'ndjson';
  /** The same offers at other values. */
  readonly edition: number;
}

const FIELDS = ['id', 'category', 'lat', 'lng', 'radius', 'value', 'startingPropensity', 'format', 'title', 'body'];
const HEADER = 'ID,Category,Latitude,Longitude,Radius (m),Value,Starting propensity,Format,Title,Text\n';
const CATEGORIES = ['coffee', 'bar', 'takeaway', 'restaurant-budget'];

/** A sheet of so many rows, written as it is generated. */
export async function writeRows(path: string, file: RowFile): Promise<void> {
  await pipeline(Readable.from(pieces(file)), createWriteStream(path));
}

function* pieces({ count, format, edition }: RowFile): Generator<string> {
  if (format === 'csv') yield HEADER;
  let piece = '';
  for (let n = 0; n < count; n += 1) {
    piece += format === 'csv' ? `${cellsOf(n, edition).join(',')}\n` : `${JSON.stringify(recordOf(n, edition))}\n`;
    if (piece.length < 262_144) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function cellsOf(n: number, edition: number): (string | number)[] {
  const spot = spotOf(Math.floor(n / OFFERS_A_SPOT));
  const [lat, lng] = [spot.lat + (n % 8) * 0.00005, spot.lng + (n % 7) * 0.00005].map((degrees) => degrees.toFixed(5));
  const category = CATEGORIES[n % CATEGORIES.length]!;
  return [
    `o-${n}`,
    category,
    lat!,
    lng!,
    150,
    (1 + ((n + edition) % 900) / 100).toFixed(2),
    0.3,
    'glance',
    `Offer ${n}`,
    'Around the corner',
  ];
}

function recordOf(n: number, edition: number): Record<string, string | number> {
  return Object.fromEntries(cellsOf(n, edition).map((cell, i) => [FIELDS[i]!, cell]));
}
