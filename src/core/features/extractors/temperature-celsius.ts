import type { DecisionExtractor } from '../extractor.js';

export const temperatureCelsius: DecisionExtractor = {
  name: 'temperatureCelsius',
  scope: 'decision',
  kind: 'number',
  unit: 'degrees Celsius',
  range: [-60, 60],
  source: 'report',
  consent: 'none',
  describe: 'reported temperature',
  extract: ({ input }) => (typeof input.context.temperature === 'number' ? input.context.temperature : undefined),
};
