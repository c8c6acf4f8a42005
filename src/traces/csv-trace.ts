import type { Readable } from 'node:stream';
import { findColumns, type ColumnMap } from './columns.js';
import { readRow, type RowRules } from './csv-row.js';
import { csvRows } from './csv-rows.js';
import { wallClockIn, zoneAt } from './local-time.js';
import { inTimeOrder } from './time-order.js';
import { TraceFileError, type Trace, type TraceFix, type UnreadableRow } from './trace.js';

export interface CsvTraceOptions {
  map?: ColumnMap;
  /** IANA zone of times that carry none. Left out: the zone of the first position. */
  zone?: string;
  assumedAccuracyMetres?: number;
}

const ROWS_TOLD = 5;

/**
 * Reads a CSV of positions into one list in the order of time. Rows that cannot be read are counted and told.
 * @throws TraceFileError when the header does not fit, or no row at all can be read.
 */
export async function readCsvTrace(bytes: Readable, options: CsvTraceOptions = {}): Promise<Trace> {
  const { assumedAccuracyMetres = 20 } = options;
  const assumptions: string[] = [];
  const clock = timeReader(options.zone, assumptions);
  const fixes: TraceFix[] = [];
  const unreadable: { count: number; first: UnreadableRow[] } = { count: 0, first: [] };
  let rows = 0;
  let assumedRadii = 0;
  let rules: RowRules | undefined;
  let deviceHeader = '';

  for await (const { record, line, delimiter } of csvRows(bytes)) {
    if (!rules) {
      const columns = findColumns(record, options.map);
      deviceHeader = options.map?.device ? '' : (record[columns.device ?? -1] ?? '');
      rules = { columns, assumedAccuracyMetres, decimalComma: delimiter !== ',', epochOf: clock };
      continue;
    }
    rows += 1;
    const row = readRow(record, rules);
    if ('why' in row) {
      unreadable.count += 1;
      if (unreadable.first.length < ROWS_TOLD) unreadable.first.push({ line, why: row.why });
      continue;
    }
    if (row.accuracyAssumed) assumedRadii += 1;
    fixes.push({ device: row.device, line, fix: row.fix });
  }

  if (!rules || rows === 0) throw new TraceFileError('The file holds no rows.');
  if (fixes.length === 0) throw new TraceFileError(noneReadable(rows, unreadable.first));
  if (assumedRadii > 0) {
    assumptions.push(
      `${assumedRadii} of ${fixes.length} fixes tell no accuracy: ${assumedAccuracyMetres} m is assumed`,
    );
  }
  if (rules.columns.device === undefined) assumptions.push('no column names the device: all rows are one phone');
  if (numbersRows(deviceHeader, fixes)) {
    assumptions.push(
      '"id" is new on every row: taken for row numbers, all rows are one phone (--map device=… says otherwise)',
    );
    for (const fix of fixes) fix.device = '1';
  }
  return { fixes: inTimeOrder(fixes), rows, unreadable, assumptions };
}

/** Reads written times; one without zone gets the zone that was named, or the one where the first fix was taken. */
function timeReader(zone: string | undefined, assumptions: string[]): RowRules['epochOf'] {
  let wallClock: ((wallMs: number) => number) | undefined = zone === undefined ? undefined : checkedClock(zone);
  return (time, lat, lng) => {
    if ('epochMs' in time) return time.epochMs;
    if (!wallClock) {
      const found = zoneAt(lat, lng);
      assumptions.push(`times carry no zone: read as ${found}, where the first fix lies (--zone says otherwise)`);
      wallClock = wallClockIn(found);
    }
    return wallClock(time.wallMs);
  };
}

function checkedClock(zone: string): (wallMs: number) => number {
  try {
    return wallClockIn(zone);
  } catch {
    throw new TraceFileError(
      `--zone ${zone}: there is no such time zone; an IANA name is needed, such as Europe/Helsinki.`,
    );
  }
}

/** A column that is called no more than `id` and is new on every row numbers the rows. */
function numbersRows(deviceHeader: string, fixes: readonly TraceFix[]): boolean {
  if (deviceHeader.trim().toLowerCase() !== 'id' || fixes.length < 2) return false;
  return new Set(fixes.map(({ device }) => device)).size === fixes.length;
}

function noneReadable(rows: number, first: UnreadableRow[]): string {
  const told = first.map(({ line, why }) => `  line ${line}: ${why}`).join('\n');
  return `None of the ${rows} rows can be read. The first of them:\n${told}`;
}
