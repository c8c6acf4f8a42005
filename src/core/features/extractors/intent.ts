import type { DecisionExtractor } from '../extractor.js';

const LEVELS = ['free', 'home', 'work'];

export const intent: DecisionExtractor = {
  name: 'intent',
  scope: 'decision',
  kind: 'level',
  levels: LEVELS,
  source: 'report',
  consent: 'none',
  describe:
    'where the customer is bound: as reported (with consent to profiling), else by the moment (commuting on a working day: to work in the morning, home in the evening; dwelling or strolling: free)',
  extract: ({ input, localTime }) => {
    const reported = input.consents.profiling && LEVELS.find((level) => level === input.context.intent);
    if (reported) return reported;
    const moment = input.situation.moment.name;
    if (moment === 'dwelling' || moment === 'strolling') return 'free';
    if (moment !== 'commuting' || !localTime || localTime.weekday === 'sat' || localTime.weekday === 'sun')
      return undefined;
    if (localTime.daypart === 'morning') return 'work';
    return localTime.daypart === 'evening' ? 'home' : undefined;
  },
};
