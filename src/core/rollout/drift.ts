/** How the values of a column lay: between ascending edges, and how many were missing. */
export interface Spread {
  readonly edges: readonly number[];
  /** Of the rows that have a value, a bin each: one more than edges; a value on an edge lies above it. */
  readonly shares: readonly number[];
  /** Of all rows. */
  readonly missing: number;
}

/** A bin that nobody is in counts as this share: the logarithm of nothing is no number. */
const LEAST_SHARE = 1e-4;

/** How values lie, in the bins of a reference. NaN is a missing value. */
export function spreadOf(values: Float32Array | readonly number[], edges: readonly number[]): Spread {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let missing = 0;
  for (const value of values) {
    if (Number.isNaN(value)) missing += 1;
    else counts[binOf(value, edges)]! += 1;
  }
  const known = values.length - missing;
  return {
    edges,
    shares: counts.map((count) => (known === 0 ? 0 : count / known)),
    missing: values.length === 0 ? 0 : missing / values.length,
  };
}

/**
 * Population stability index (Siddiqi, Credit Risk Scorecards, 2006) over the bins and the missing values: below 0.1 hardly
 * anything has moved, above 0.25 much has. Over the same bins.
 */
export function stabilityIndex(reference: Spread, now: Spread): number {
  const [before, after] = [wholeOf(reference), wholeOf(now)];
  return before.reduce((sum, share, bin) => {
    const [from, to] = [Math.max(LEAST_SHARE, share), Math.max(LEAST_SHARE, after[bin]!)];
    return sum + (to - from) * Math.log(to / from);
  }, 0);
}

/** Shares of all rows, the missing ones last. */
function wholeOf({ shares, missing }: Spread): number[] {
  return [...shares.map((share) => share * (1 - missing)), missing];
}

function binOf(value: number, edges: readonly number[]): number {
  let bin = 0;
  while (bin < edges.length && value >= edges[bin]!) bin += 1;
  return bin;
}
