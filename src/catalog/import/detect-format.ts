import type { Delimiter, SheetFormat } from './sheet.js';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** Told by the first bytes and the start of the text, never by the name. Undefined: neither a sheet nor JSON. */
export function detectFormat(start: Buffer, text: string): SheetFormat | undefined {
  if (start.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) return 'xlsx';
  // No text of any encoding that is read here holds a NUL.
  if (text.includes('\0')) return undefined;
  const trimmed = text.trimStart();
  // A PDF, a page of the web or XML: text, and no table.
  if (/^(?:%PDF-|<)/.test(trimmed)) return undefined;
  if (trimmed.startsWith('[')) return 'json';
  return trimmed.startsWith('{') ? detectObjects(trimmed) : 'csv';
}

/** Objects one a line are NDJSON; one object over all lines is JSON, or GeoJSON by its type. */
function detectObjects(text: string): SheetFormat {
  const first = parseObject(text.split('\n', 1)[0]!);
  if (first && !('offers' in first) && first.type !== 'FeatureCollection') return 'ndjson';
  return /^\{[^[{]*"type"\s*:\s*"FeatureCollection"/.test(text) || first?.type === 'FeatureCollection'
    ? 'geojson'
    : 'json';
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The delimiter that parts the header row into most columns; what stands in quotes does not count. */
export function detectDelimiter(headerRow: string): Delimiter {
  const bare = headerRow.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}
