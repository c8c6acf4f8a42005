/** What was seen of an offer, summed over customers; no whole numbers, for what is long ago has faded. */
export interface Counts {
  /** How often it was seen. */
  readonly impressions: number;
  /** How many of these were accepted. */
  readonly accepts: number;
  /** How many acceptances were to be expected: the sum of P(accept) as it was before anything was learnt. */
  readonly expected: number;
}

/** What a decision makes of it. */
export interface Learned {
  /** How often the offer was seen. */
  readonly impressions: number;
  /** By how much that moves P(accept), in log-odds. */
  readonly shift: number;
}

/** One after the other for the scored offers; nothing where nothing was learnt. */
export type LearnedRows = readonly (Learned | undefined)[];
