import { DAYPARTS } from '../../types/moment.js';
import type { DecisionExtractor } from '../extractor.js';

export const daypart: DecisionExtractor = {
  name: 'daypart',
  scope: 'decision',
  kind: 'level',
  levels: DAYPARTS,
  source: 'clock',
  consent: 'none',
  describe:
    'part of the day on the clock of the customer: morning 5-9, forenoon 9-12, afternoon 12-17, evening 17-21, night 21-5',
  extract: ({ localTime }) => localTime?.daypart,
};
