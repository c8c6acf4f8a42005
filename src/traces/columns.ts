import { TraceFileError } from './trace.js';

/**
 * Names under which the known exports carry each field, the surest first: a file with `track_id` and `id` means the
 * track by a device, since `id` is then the number of the row.
 */
const ALIASES = {
  device: [
    'device',
    'deviceid',
    'devicename',
    'user',
    'userid',
    'uid',
    'customer',
    'customerid',
    'phone',
    'phoneid',
    'trackid',
    'tripid',
    'segmentid',
    'trajectoryid',
    'id',
  ],
  at: [
    'at',
    'time',
    'timestamp',
    'datetime',
    'date',
    'trackedat',
    'recordedat',
    'capturedat',
    'createdat',
    'unixtime',
    'epoch',
    'epochms',
    'timestampms',
    'timestamputc',
  ],
  lat: ['lat', 'latitude', 'latitudedeg'],
  lng: ['lng', 'lon', 'long', 'longitude', 'longitudedeg'],
  accuracyMetres: ['accuracymetres', 'accuracymeters', 'accuracy', 'accuracym', 'hacc', 'horizontalaccuracy'],
  speedMps: ['speedmps', 'speed', 'speedms', 'velocity'],
  speedKmh: ['speedkmh', 'speedkph', 'velocitykmh'],
  headingDeg: ['headingdeg', 'heading', 'bearing', 'course', 'direction'],
  activity: ['activity', 'activity1', 'activitytype', 'motion'],
  activityConfidence: ['activityconfidence', 'activity1conf', 'activity1confidence', 'activityconf'],
} as const;

export type ColumnName = keyof typeof ALIASES;
export type Columns = Partial<Record<ColumnName, number>> & { at: number; lat: number; lng: number };
export type ColumnMap = Partial<Record<ColumnName, string>>;

const NAMES = Object.keys(ALIASES) as ColumnName[];
const NEEDED = ['at', 'lat', 'lng'] as const;

/**
 * Reads `device=phone,at=when`.
 * @throws TraceFileError for a field that does not exist or a pair without a header.
 */
export function parseColumnMap(text: string): ColumnMap {
  const map: ColumnMap = {};
  for (const pair of text.split(',')) {
    const [name, ...rest] = pair.split('=');
    const header = rest.join('=').trim();
    const known = NAMES.find((candidate) => candidate.toLowerCase() === name!.trim().toLowerCase());
    if (!known || !header) {
      throw new TraceFileError(`--map takes FIELD=HEADER with the fields ${NAMES.join(', ')}; got "${pair.trim()}".`);
    }
    map[known] = header;
  }
  return map;
}

/**
 * Finds the place of each field in the header row. What the map names must be there; the rest is found by alias.
 * @throws TraceFileError naming the headers, when time or position cannot be found.
 */
export function findColumns(headers: readonly string[], map: ColumnMap = {}): Columns {
  const plain = headers.map(plainName);
  const columns: Partial<Record<ColumnName, number>> = {};
  for (const name of NAMES) {
    const index = map[name] === undefined ? byAlias(plain, ALIASES[name]) : byHeader(headers, name, map[name]);
    if (index >= 0) columns[name] = index;
  }
  const missing = NEEDED.filter((name) => columns[name] === undefined);
  if (missing.length === 0) return columns as Columns;
  throw new TraceFileError(
    `No column for ${missing.join(', ')} among the headers ${headers.map((header) => `"${header.trim()}"`).join(', ')}. ` +
      `Name them: --map ${missing.map((name) => `${name}=HEADER`).join(',')}`,
  );
}

function byHeader(headers: readonly string[], name: ColumnName, wanted: string): number {
  const exact = headers.findIndex((header) => header.trim() === wanted);
  const index = exact >= 0 ? exact : headers.findIndex((header) => plainName(header) === plainName(wanted));
  if (index >= 0) return index;
  throw new TraceFileError(
    `--map ${name}=${wanted}: the file has no such header. Its headers: ${headers.map((header) => `"${header.trim()}"`).join(', ')}.`,
  );
}

function byAlias(plain: readonly string[], aliases: readonly string[]): number {
  for (const alias of aliases) {
    const index = plain.indexOf(alias);
    if (index >= 0) return index;
  }
  return -1;
}

/** `Horizontal Accuracy (m)` and `horizontal_accuracy` are the same header. */
function plainName(header: string): string {
  return header
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, '')
    .replace(/[^a-z0-9]/g, '');
}
