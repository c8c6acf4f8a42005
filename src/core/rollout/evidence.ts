/**
 * Evidence that may be looked at as often as one likes: e-values (Grünwald, de Heide, Koolen, Safe testing, JRSS B 2024;
 * Ramdas et al., Game-theoretic statistics and safe anytime-valid inference, 2023). Each is a likelihood ratio of a mix of
 * alternatives against the edge of the null hypothesis: while the hypothesis holds it is a supermartingale that begins at 1,
 * so that it ever reaches 1/alpha with probability alpha at most (Ville, 1939).
 */

/** What was counted while the shares stood so. */
export interface Split {
  /** Of the customers of the two, how many are the challenger's: between 0 and 1. */
  readonly share: number;
  /** Customers who did it for the first time. */
  readonly champion: number;
  readonly challenger: number;
}

/**
 * Whether fewer (ratios below 1) or more (above 1) first events come from the challenger's customers than their share.
 * Customers are parted by a hash, so where the models do alike each first event is the challenger's with the probability
 * of its share, whatever its customers are like and however long they take to answer.
 * @param ratios of the challenger's rate to the champion's, that the mix is of.
 * @returns ln e.
 */
export function splitEvidence(splits: readonly Split[], ratios: readonly number[]): number {
  return mix(
    ratios.map((ratio) => {
      let log = 0;
      for (const { share, champion, challenger } of splits) {
        if (share <= 0 || share >= 1) continue;
        const moved = (ratio * share) / (ratio * share + 1 - share);
        log += challenger * Math.log(moved / share) + champion * Math.log((1 - moved) / (1 - share));
      }
      return log;
    }),
  );
}

/**
 * Whether something happens more often than it may.
 * @param most the probability that is still right.
 * @param rates above it, that the mix is of.
 * @returns ln e.
 */
export function rateEvidence(events: number, of: number, most: number, rates: readonly number[]): number {
  return mix(rates.map((rate) => events * Math.log(rate / most) + (of - events) * Math.log((1 - rate) / (1 - most))));
}

/** ln of the mean of what these are the logarithms of. */
function mix(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length);
}
