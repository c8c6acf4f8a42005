import { readActivity } from './activity.js';
import type { Columns } from './columns.js';
import { readTime } from './instant.js';
import { readFix, readNumber, type FixRules, type ReadFix } from './written-fix.js';

export interface RowRules extends FixRules {
  columns: Columns;
  /** `47,3766` is read as a number: usual where `;` parts the columns. */
  decimalComma: boolean;
}

export interface ReadRow {
  device: string;
  read: ReadFix;
}

/** Reads one row. */
export function readRow(cells: readonly string[], rules: RowRules): ReadRow {
  const { columns } = rules;
  const cell = (index: number | undefined) => (index === undefined ? '' : (cells[index] ?? '').trim());
  const decimal = (index: number | undefined) => (rules.decimalComma ? withPoint(cell(index)) : cell(index));
  const number = (index: number | undefined) => readNumber(decimal(index));

  const device = columns.device === undefined ? '1' : cell(columns.device);
  const time = cell(columns.at);
  const read = readFix(
    {
      lat: decimal(columns.lat),
      lng: decimal(columns.lng),
      time,
      at: readTime(time),
      accuracyMetres: number(columns.accuracyMetres),
      speedMps: speed(number(columns.speedMps), number(columns.speedKmh)),
      headingDeg: number(columns.headingDeg),
      activity: readActivity(cell(columns.activity), number(columns.activityConfidence)),
    },
    rules,
  );
  if (device === '' && 'fix' in read) return { device, read: { why: 'no device' } };
  return { device, read };
}

function withPoint(text: string): string {
  return text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
}

function speed(mps: number | undefined, kmh: number | undefined): number | undefined {
  return mps ?? (kmh === undefined ? undefined : kmh / 3.6);
}
