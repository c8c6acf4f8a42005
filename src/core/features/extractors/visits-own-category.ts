import type { CandidateExtractor } from '../extractor.js';

export const visitsOwnCategory: CandidateExtractor = {
  name: 'visitsOwnCategory',
  scope: 'candidate',
  kind: 'number',
  unit: 'visits a month',
  range: [0, 1000],
  source: 'profile',
  consent: 'profiling',
  describe: 'visits to places of the category of the offer',
  extract: ({ input, offer }) => input.profile.visitsPerMonth[offer.category],
};
