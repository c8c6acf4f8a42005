import type { Candidate } from '../types/decision.js';
import type { CandidateView, DecisionView, Extractor, RawFeature } from './extractor.js';
import { EXTRACTORS } from './registry.js';

/** Reads the manifest's columns off a decision: `feature` for a number, `feature=level` for an indicator. */
export interface Encoder {
  readonly columns: readonly string[];
  encode(view: DecisionView, candidates: readonly Candidate[]): { matrix: Float32Array; missingShare: number };
}

interface Column {
  readonly index: number;
  readonly level?: string;
}

interface Reader {
  readonly extractor: Extractor;
  readonly columns: readonly Column[];
}

export class UnknownColumnError extends Error {}

/**
 * Compiles the ordered columns of a manifest. A missing value makes all of its columns NaN: it is missing, not a default.
 * @throws UnknownColumnError naming every column that no feature serves.
 */
export function compileEncoder(columns: readonly string[]): Encoder {
  const readers = groupByFeature(columns);
  const shared = readers.filter(({ extractor }) => extractor.scope === 'decision');
  const own = readers.filter(({ extractor }) => extractor.scope === 'candidate');
  const width = columns.length;

  return {
    columns,
    encode(view, candidates) {
      const matrix = new Float32Array(candidates.length * width);
      const row = new Float32Array(width);
      let missing = readRow(shared, view as CandidateView, row, 0) * candidates.length;
      candidates.forEach(({ offer, sighting }, index) => {
        matrix.set(row, index * width);
        missing += readRow(own, { ...view, offer, sighting }, matrix, index * width);
      });
      return { matrix, missingShare: candidates.length === 0 ? 0 : missing / (candidates.length * readers.length) };
    },
  };
}

/** Writes the columns of some features into one row. Returns how many of the features were missing. */
function readRow(readers: readonly Reader[], view: CandidateView, into: Float32Array, offset: number): number {
  let missing = 0;
  for (const { extractor, columns } of readers) {
    const raw = isAllowed(extractor, view) ? extractor.extract(view) : undefined;
    if (raw === undefined) missing += 1;
    for (const { index, level } of columns) into[offset + index] = encodeValue(raw, level);
  }
  return missing;
}

function isAllowed({ consent }: Extractor, { input }: DecisionView): boolean {
  return consent === 'none' || input.consents[consent];
}

function encodeValue(raw: RawFeature, level: string | undefined): number {
  if (raw === undefined) return NaN;
  return level === undefined ? Number(raw) : Number(raw === level);
}

function groupByFeature(columns: readonly string[]): Reader[] {
  const readers = new Map<string, { extractor: Extractor; columns: Column[] }>();
  const unknown: string[] = [];
  columns.forEach((column, index) => {
    const [name = '', level] = column.split('=', 2);
    const extractor = EXTRACTORS.get(name);
    if (!extractor || !fitsKind(extractor, level)) {
      unknown.push(column);
      return;
    }
    const reader = readers.get(name) ?? { extractor, columns: [] };
    reader.columns.push({ index, level });
    readers.set(name, reader);
  });
  if (unknown.length > 0) throw new UnknownColumnError(`No feature serves these columns: ${unknown.join(', ')}`);
  return [...readers.values()];
}

function fitsKind({ kind, levels }: Extractor, level: string | undefined): boolean {
  return kind === 'number' ? level === undefined : level !== undefined && levels!.includes(level);
}
