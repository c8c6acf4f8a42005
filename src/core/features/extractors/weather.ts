import type { DecisionExtractor } from '../extractor.js';

const LEVELS = ['sunny', 'rainy', 'snowy'];

export const weather: DecisionExtractor = {
  name: 'weather',
  scope: 'decision',
  kind: 'level',
  levels: LEVELS,
  source: 'report',
  consent: 'none',
  describe: 'reported weather; any other word is missing, for the model has not learnt it',
  extract: ({ input }) => LEVELS.find((level) => level === input.context.weather),
};
