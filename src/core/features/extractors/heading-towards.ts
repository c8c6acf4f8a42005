import type { CandidateExtractor } from '../extractor.js';

export const headingTowards: CandidateExtractor = {
  name: 'headingTowards',
  scope: 'candidate',
  kind: 'number',
  range: [0, 1],
  source: 'position',
  consent: 'location',
  describe: '1 when the trail leads towards the place, 0 when away from it; missing when it tells neither',
  extract: ({ sighting }) => (sighting.towards === undefined ? undefined : Number(sighting.towards)),
};
