/** Nothing is more certain than one in a million either way: the log-odds of it are finite. */
const LEAST = 1e-6;
const MOST_ODDS = Math.log((1 - LEAST) / LEAST);

/** Log-odds of a probability, between -13.8 and 13.8. */
export function logOdds(probability: number): number {
  const inside = Math.min(1 - LEAST, Math.max(LEAST, probability));
  return Math.log(inside / (1 - inside));
}

/** The probability that has these log-odds, no nearer to 0 or 1 than that. */
export function fromLogOdds(odds: number): number {
  return 1 / (1 + Math.exp(-Math.min(MOST_ODDS, Math.max(-MOST_ODDS, odds))));
}
