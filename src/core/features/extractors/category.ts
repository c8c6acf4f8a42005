import type { CandidateExtractor } from '../extractor.js';

export const category: CandidateExtractor = {
  name: 'category',
  scope: 'candidate',
  kind: 'level',
  levels: ['bar', 'coffee', 'takeaway', 'restaurant-budget', 'restaurant-mid'],
  source: 'offer',
  consent: 'none',
  describe: 'category of the offer; one that the model has not learnt gets the starting propensity in place of a score',
  extract: ({ offer }) => offer.category,
};
