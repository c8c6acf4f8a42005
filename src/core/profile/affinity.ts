const MONTH_MS = (365.25 / 12) * 86_400_000;

/** A sum of weighted events, each fading by half every half-life, as of `at`. */
export type DecayingSum = readonly [sum: number, at: number];

export function decayedSum([sum, at]: DecayingSum, now: number, halfLifeMs: number): number {
  return sum * 2 ** (-Math.max(0, now - at) / halfLifeMs);
}

/**
 * Events a month behind a decaying count. A steady rate r a month leads to the sum r x halfLife / (ln 2 x month), so the
 * estimate is that sum turned round.
 */
export function ratePerMonth(sum: DecayingSum, now: number, halfLifeMs: number): number {
  return (decayedSum(sum, now, halfLifeMs) * MONTH_MS * Math.LN2) / halfLifeMs;
}

/** The decaying count that a steady rate would have led to: for starting figures. */
export function sumForRate(perMonth: number, halfLifeMs: number): number {
  return (perMonth * halfLifeMs) / (MONTH_MS * Math.LN2);
}

/** Affinity 0 to 1 from a decaying sum of weighted signals; a dislike (below zero) is no affinity. */
export function affinityOf(sum: DecayingSum, now: number, halfLifeMs: number): number {
  const weight = decayedSum(sum, now, halfLifeMs);
  return weight <= 0 ? 0 : weight / (1 + weight);
}

export function sumForAffinity(affinity: number): number {
  const bounded = Math.min(affinity, 0.99);
  return bounded / (1 - bounded);
}
