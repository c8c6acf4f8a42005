import type { Readable } from 'node:stream';
import { findColumns, type ColumnMap } from './columns.js';
import { readRow, type RowRules } from './csv-row.js';
import { csvRows } from './csv-rows.js';
import { Gathering } from './gathering.js';
import { timeReader } from './time-reader.js';
import { type Trace, type TraceFix, type TraceOptions } from './trace.js';

export interface CsvTraceOptions extends TraceOptions {
  map?: ColumnMap;
}

/**
 * Reads a CSV of positions into one list in the order of time. Rows that cannot be read are counted and told.
 * @throws TraceFileError when the header does not fit, or no row at all can be read.
 */
export async function readCsvTrace(bytes: Readable, options: CsvTraceOptions = {}): Promise<Trace> {
  const gathering = new Gathering('rows', options.assumedAccuracyMetres);
  const epochOf = timeReader(options.zone, (assumption) => gathering.note(assumption));
  const { assumedAccuracyMetres } = gathering;
  let rules: RowRules | undefined;
  let deviceHeader = '';

  for await (const { record, line, delimiter } of csvRows(bytes)) {
    if (rules) {
      const { device, read } = readRow(record, rules);
      gathering.take(device, line, read);
      continue;
    }
    const columns = findColumns(record, options.map);
    deviceHeader = options.map?.device ? '' : (record[columns.device ?? -1] ?? '');
    rules = { columns, assumedAccuracyMetres, decimalComma: delimiter !== ',', epochOf };
  }

  gathering.requireFixes('The file holds no rows.');
  if (rules?.columns.device === undefined) gathering.note('no column names the device: all rows are one phone');
  if (numbersRows(deviceHeader, gathering.fixes)) {
    gathering.note(
      '"id" is new on every row: taken for row numbers, all rows are one phone (--map device=… says otherwise)',
    );
    for (const fix of gathering.fixes) fix.device = '1';
  }
  return gathering.trace();
}

/** A column that is called no more than `id` and is new on every row numbers the rows. */
function numbersRows(deviceHeader: string, fixes: readonly TraceFix[]): boolean {
  if (deviceHeader.trim().toLowerCase() !== 'id' || fixes.length < 2) return false;
  return new Set(fixes.map(({ device }) => device)).size === fixes.length;
}
