import { open, readFile, stat } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { catalogHead } from '../../contract/catalog.js';
import { refuseHostile } from '../import/json-elements.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import { Unreadable } from '../import/unreadable.js';
import { readFirstObject, type FirstObject } from './first-object.js';

/** A catalog in the form of the contract is held whole: beyond this size its offers must come one a line. */
const MOST_WHOLE_BYTES = 64 * 1024 ** 2;
/** A rule may be a tree of 24 levels, each of two brackets. */
const LIMITS = { ...IMPORT_LIMITS, jsonDepth: 72 };
const START_BYTES = 65_536;
const HEAD_KEYS: ReadonlySet<string> = new Set(Object.keys(catalogHead.shape));

/**
 * The content of a file in the form of the contract: a catalog with its zones, groups and rules, or these alone, without
 * `offers`. `undefined` for every other file.
 * @throws Unreadable FILE_TOO_LARGE, JSON_BROKEN.
 */
export async function readWholeCatalog(path: string): Promise<Record<string, unknown> | undefined> {
  const start = await startOf(path);
  if (!isCatalog(readFirstObject(start.toString('utf8').replace(/^\uFEFF/, '')))) return undefined;
  const { size } = await stat(path);
  if (size > MOST_WHOLE_BYTES) throw tooLarge();
  const text = unpacked(await readFile(path))
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const json = parse(text);
  refuseHostile(json, LIMITS, 'the file');
  return json as Record<string, unknown>;
}

/** Not one of several, which are rows; and not an object of anything else, such as GeoJSON. */
function isCatalog(first: FirstObject | undefined): boolean {
  if (!first || first.isOneOfSeveral) return false;
  return first.keys.includes('offers') || (first.keys.length > 0 && first.keys.every((key) => HEAD_KEYS.has(key)));
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    const start = buffer.subarray(0, bytesRead);
    // Cut off in the middle, as it is.
    return isPacked(start)
      ? gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 100 * START_BYTES })
      : start;
  } catch {
    return Buffer.alloc(0);
  } finally {
    await file.close();
  }
}

function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpacked(bytes: Buffer): Buffer {
  if (!isPacked(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_WHOLE_BYTES });
  } catch {
    throw tooLarge();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Unreadable('JSON_BROKEN', `the file is no JSON: ${(error as Error).message}`);
  }
}

function tooLarge(): Unreadable {
  return new Unreadable(
    'FILE_TOO_LARGE',
    `a whole catalog as JSON may have ${MOST_WHOLE_BYTES / 1024 ** 2} MB; give its offers as NDJSON, one a line`,
  );
}
