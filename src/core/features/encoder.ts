import type { Candidate } from '../types/decision.js';
import type { CandidateView, DecisionView, Extractor } from './extractor.js';
import { EXTRACTORS } from './registry.js';

/** Reads the manifest's columns off a decision: `feature` for a number, `feature=level` for an indicator. */
export interface Encoder {
  readonly columns: readonly string[];
  encode(view: DecisionView, candidates: readonly Candidate[]): { matrix: Float32Array; missingShare: number };
}

/** One feature with the columns it fills. */
interface Reader {
  readonly extractor: Extractor;
  readonly columns: readonly number[];
  /** For a `level`: the column of each level that the model knows. */
  readonly columnByLevel?: ReadonlyMap<string, number>;
}

export class UnknownColumnError extends Error {}

/**
 * Compiles the ordered columns of a manifest. A missing value makes all of its columns NaN: it is missing, not a default.
 * @throws UnknownColumnError naming every column that no feature serves.
 */
export function compileEncoder(columns: readonly string[]): Encoder {
  const all = groupByFeature(columns);
  const shared = all.filter(({ extractor }) => extractor.scope === 'decision');
  const own = all.filter(({ extractor }) => extractor.scope === 'candidate');
  const width = columns.length;

  return {
    columns,
    encode(view, candidates) {
      const matrix = new Float32Array(candidates.length * width);
      const row = new Float32Array(width);
      let missing = readRow(readable(shared, view), view as CandidateView, row, 0) * candidates.length;
      const readers = readable(own, view);
      for (let index = 0; index < candidates.length; index += 1) {
        const { offer, sighting } = candidates[index]!;
        const { input, localTime } = view;
        matrix.set(row, index * width);
        missing += readRow(readers, { input, localTime, offer, sighting }, matrix, index * width);
      }
      return { matrix, missingShare: candidates.length === 0 ? 0 : missing / (candidates.length * all.length) };
    },
  };
}

/** Each reader with whether its consent is there: the same for all rows, so it is asked once. */
function readable(readers: readonly Reader[], { input }: DecisionView): readonly (readonly [Reader, boolean])[] {
  return readers.map((reader) => {
    const { consent } = reader.extractor;
    return [reader, consent === 'none' || input.consents[consent]];
  });
}

/** Writes the columns of some features into one row. Returns how many of the features were missing. */
function readRow(
  readers: readonly (readonly [Reader, boolean])[],
  view: CandidateView,
  into: Float32Array,
  offset: number,
): number {
  let missing = 0;
  for (const [{ extractor, columns, columnByLevel }, allowed] of readers) {
    const raw = allowed ? extractor.extract(view) : undefined;
    if (raw === undefined) {
      missing += 1;
      for (const column of columns) into[offset + column] = NaN;
    } else if (columnByLevel) {
      for (const column of columns) into[offset + column] = 0;
      const column = columnByLevel.get(raw as string);
      if (column !== undefined) into[offset + column] = 1;
    } else {
      for (const column of columns) into[offset + column] = Number(raw);
    }
  }
  return missing;
}

function groupByFeature(columns: readonly string[]): Reader[] {
  const readers = new Map<string, { extractor: Extractor; columns: number[]; columnByLevel?: Map<string, number> }>();
  const unknown: string[] = [];
  columns.forEach((column, index) => {
    const [name = '', level] = column.split('=', 2);
    const extractor = EXTRACTORS.get(name);
    if (!extractor || !fitsKind(extractor, level)) {
      unknown.push(column);
      return;
    }
    const reader = readers.get(name) ?? { extractor, columns: [] };
    reader.columns.push(index);
    if (level !== undefined) (reader.columnByLevel ??= new Map<string, number>()).set(level, index);
    readers.set(name, reader);
  });
  if (unknown.length > 0) throw new UnknownColumnError(`No feature serves these columns: ${unknown.join(', ')}`);
  return [...readers.values()];
}

function fitsKind({ kind, levels }: Extractor, level: string | undefined): boolean {
  return kind === 'number' ? level === undefined : level !== undefined && levels!.includes(level);
}
