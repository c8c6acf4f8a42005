import { quantileOfT } from './student-t.js';

const NOTHING: Readonly<Parts> = { square: 0, cube: 0, fourth: 0 };
/** What one part that carries all leaves. */
const FEWEST_DEGREES = 2;

/** A value and the range that holds the truth with the confidence that was asked for. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** How far each row moves an estimate when it weighs a little more, times the number of rows; sums to 0. */
export type Influence = (row: number) => number;

/** Sums of powers of the parts that an estimate is made of. */
export interface Parts {
  square: number;
  cube: number;
  fourth: number;
}

export interface Sample {
  readonly rows: number;
  readonly cluster?: Int32Array;
  /** Parts that did not happen to be there, to be reckoned with in the interval; the standard error is without them. */
  readonly unseen?: Readonly<Parts>;
}

/**
 * The interval of an estimate from the influence of its rows (the delta method), summed by cluster first, so that the
 * rows of one customer may depend on each other (Liang and Zeger 1986).
 *
 * Two corrections make it hold for rare rewards under uneven weights, where the plain one covers too little. Hall's cubic
 * transformation (1992, "On the removal of skewness by transformation") moves it to the side of the long tail. The
 * degrees of freedom of t are those that the variance itself was known with: 2 / Var(s²) in squared units of s², after
 * Satterthwaite (1946), from the kurtosis of the clusters; one row that carries all leaves two of them.
 * `unseen` parts count in both.
 */
export function estimateWithin(value: number, influence: Influence, sample: Sample, confidence: number): Estimate {
  const { count, seen } = momentsOf(influence, sample);
  if (count < 2 || seen.square === 0) return { value, low: value, high: value, standardError: 0 };
  const errorOf = (square: number) => Math.sqrt((square * count) / (count - 1)) / sample.rows;
  const { unseen = NOTHING } = sample;
  const square = seen.square + unseen.square;
  // No sample leans farther than one part that carries all.
  const skew = within(-1, (seen.cube + unseen.cube) / square ** 1.5, 1);
  const kurtosis = (count * (seen.fourth + unseen.fourth)) / square ** 2;
  const degrees = within(FEWEST_DEGREES, (2 * count) / Math.max(kurtosis - 1, 1e-9), count - 1);
  const t = quantileOfT((1 + confidence) / 2, degrees);
  const low = value - errorOf(square) * withoutSkew(t, skew);
  const high = value - errorOf(square) * withoutSkew(-t, skew);
  return { value, low, high, standardError: errorOf(seen.square) };
}

/** The upper bound wins: two customers leave one degree. */
function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** The inverse of Hall's g(T) = T + aT²/3 + a²T³/27 + a/6, with a the skewness over the root of the count. */
function withoutSkew(t: number, a: number): number {
  if (Math.abs(a) < 1e-8) return t;
  return (3 / a) * (Math.cbrt(1 + a * (t - a / 6)) - 1);
}

function momentsOf(influence: Influence, { rows, cluster }: Sample): { count: number; seen: Parts } {
  const seen: Parts = { square: 0, cube: 0, fourth: 0 };
  if (!cluster) {
    for (let row = 0; row < rows; row += 1) addTo(seen, influence(row));
    return { count: rows, seen };
  }
  let count = 0;
  const byCluster = sumByCluster(influence, rows, cluster);
  for (let id = 0; id < rows; id += 1) {
    if (!byCluster.seen[id]) continue;
    count += 1;
    addTo(seen, byCluster.sums[id]!);
  }
  return { count, seen };
}

function addTo(parts: Parts, part: number): void {
  const square = part * part;
  parts.square += square;
  parts.cube += square * part;
  parts.fourth += square * square;
}

/** The parts of each cluster, by its number; clusters are fewer than rows. */
export function sumByCluster(partOf: (row: number) => number, rows: number, cluster: Int32Array) {
  const sums = new Float64Array(rows);
  const seen = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    sums[cluster[row]!]! += partOf(row);
    seen[cluster[row]!] = 1;
  }
  return { sums, seen };
}
