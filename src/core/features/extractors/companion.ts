import type { DecisionExtractor } from '../extractor.js';

const LEVELS = ['alone', 'friends', 'partner', 'children'];

export const companion: DecisionExtractor = {
  name: 'companion',
  scope: 'decision',
  kind: 'level',
  levels: LEVELS,
  source: 'report',
  consent: 'profiling',
  describe: 'reported company; never inferred',
  extract: ({ input }) => LEVELS.find((level) => level === input.context.companion),
};
