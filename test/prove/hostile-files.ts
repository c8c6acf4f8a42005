import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ZipFile } from 'yazl';

export interface HostileFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer> | string;
  /** By one of these codes it must be refused as a whole, or told at a cell. */
  readonly codes: readonly string[];
}

const GIB = 1024 ** 3;
const HEADER = 'ID;Kategorie;Wert;Überall;Titel;Text';

/** Written by generators, so that nothing of the kind is kept anywhere. */
export async function hostileFiles(folder: string): Promise<HostileFile[]> {
  const ring = Array.from({ length: 1_000_000 }, (_, i) => [13 + Math.cos(i / 159_155), 52 + Math.sin(i / 159_155)]);
  ring.push(ring[0]!);
  const polygon = { type: 'Polygon', coordinates: [ring] };
  return [
    { name: 'zip bomb', bytes: await zipBomb(folder), codes: ['ZIP_BOMB'] },
    { name: 'gzip bomb', bytes: await gzipBomb(folder), codes: ['ZIP_BOMB'] },
    { name: 'line of 100 MB', bytes: `${HEADER}\n1;${'a'.repeat(100 * 1024 ** 2)}`, codes: ['ROW_TOO_LONG'] },
    { name: 'JSON line of 100 MB', bytes: `{"id":"a"}\n{"id":"${'a'.repeat(100 * 1024 ** 2)}"}`, codes: ['ROW_TOO_LONG', 'JSON_BROKEN'] },
    { name: 'a million columns', bytes: columns(), codes: ['TOO_MANY_COLUMNS', 'ROW_TOO_LONG'] },
    { name: 'a million keys', bytes: keys(), codes: ['TOO_MANY_COLUMNS', 'ROW_TOO_LONG'] },
    { name: 'deep JSON', bytes: `{"offers":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`, codes: ['JSON_TOO_DEEP'] },
    { name: 'deep NDJSON', bytes: `{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n{"id":1}`, codes: ['JSON_TOO_DEEP', 'ROW_BROKEN'] },
    { name: '__proto__ in a catalog', bytes: '{"offers":[{"__proto__":{"isAdmin":true},"id":"x"}]}', codes: ['KEY_FORBIDDEN'] },
    { name: '__proto__ in NDJSON', bytes: '{"id":"x","__proto__":{"isAdmin":true}}\n{"id":"y"}', codes: ['KEY_FORBIDDEN'] },
    { name: 'constructor in GeoJSON', bytes: '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"constructor":{"x":1}},"geometry":null}]}', codes: ['KEY_FORBIDDEN'] },
    { name: 'a lone quote', bytes: `${HEADER}\n1;"coffee;1,00;ja;Titel;Text\n2;coffee;1,00;ja;Titel;Text\n`, codes: ['CSV_BROKEN', 'QUOTE_ALONE', 'ROW_TOO_LONG'] },
    { name: 'a quote in a cell', bytes: `${HEADER}\n1;coffee;1,00;ja;Ti"tel;Text\n`, codes: ['QUOTE_ALONE', 'CSV_BROKEN'] },
    { name: 'a million corners, GeoJSON', bytes: geoJson(polygon), codes: ['ROW_TOO_LONG', 'AREA_TOO_LONG'] },
    { name: 'a million corners, catalog', bytes: catalogWith(polygon), codes: ['SCHEMA', 'ROW_TOO_LONG'] },
    { name: 'no bytes but zeros', bytes: new Uint8Array(1024 ** 2), codes: ['FORMAT_UNKNOWN', 'ENCODING_UNKNOWN'] },
    { name: 'text that is cut off', bytes: '{"offers":[{"id":"x"', codes: ['JSON_BROKEN'] },
  ]; // prettier-ignore
}

function columns(): string {
  return Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(';') + '\n1\n';
}

function keys(): string {
  const fields = Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`);
  // Each line is short enough; all of them together have a million keys.
  return fields.map((field) => `{${field}}`).join('\n');
}

function geoJson(geometry: object): string {
  const feature = { type: 'Feature', properties: { id: 'x' }, geometry };
  return JSON.stringify({ type: 'FeatureCollection', features: [feature] });
}

function catalogWith(polygon: object): string {
  return JSON.stringify({ offers: [{ id: 'x', name: 'x', category: 'coffee', where: { area: { polygon } } }] });
}

/** A gigabyte of zeros, packed a thousandfold. */
async function* zeros(): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(1024 ** 2);
  for (let size = 0; size < GIB; size += piece.length) yield piece;
}

async function gzipBomb(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, 'bomb.gz');
  await pipeline(Readable.from(zeros()), createGzip(), createWriteStream(path));
  return new Uint8Array(await readFile(path));
}

async function zipBomb(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, 'bomb.xlsx');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('<Types/>'), '[Content_Types].xml');
  zip.addReadStream(Readable.from(zeros()), 'xl/worksheets/sheet1.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return new Uint8Array(await readFile(path));
}
