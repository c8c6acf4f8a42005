import { FIELD_NAMES, FIELDS, type FieldName, type Language } from './fields.js';
import { SAMPLES, type Sample } from './samples.js';
import type { Cell } from './sheet.js';
import { writeCsv } from './write-csv.js';
import { writeXlsx } from './write-xlsx.js';

const AMOUNTS: readonly FieldName[] = ['value', 'cost'];

/** The header of all columns, and the sample offers under it. */
export function templateRows(language: Language): readonly (readonly Cell[])[] {
  return [FIELD_NAMES.map((field) => FIELDS[field][language]), ...SAMPLES.map((sample) => toRow(sample, language))];
}

function toRow(sample: Sample, language: Language): readonly Cell[] {
  return FIELD_NAMES.map((field) => {
    const text = sample[language][field] ?? sample.both[field];
    if (text === undefined) return null;
    return language === 'de' && AMOUNTS.includes(field) ? text.replace('.', ',') : text;
  });
}

/** German spreadsheets part columns by semicolons. */
export async function writeTemplate(path: string, language: Language, format: 'csv' | 'xlsx'): Promise<void> {
  const rows = templateRows(language);
  if (format === 'xlsx') return writeXlsx(path, rows);
  return writeCsv(path, rows, language === 'de' ? ';' : ',');
}
