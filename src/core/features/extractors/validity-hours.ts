import type { CandidateExtractor } from '../extractor.js';

export const validityHours: CandidateExtractor = {
  name: 'validityHours',
  scope: 'candidate',
  kind: 'number',
  unit: 'hours',
  range: [0, 8760],
  source: 'offer',
  consent: 'none',
  describe: 'how long the offer can be redeemed from now: its own validity, cut at the end of the offer',
  extract: ({ offer, input }) =>
    offer.validTo === undefined
      ? offer.validityHours
      : Math.min(offer.validityHours, (offer.validTo - input.now) / 3_600_000),
};
