import { bandMetres, DETOUR, WALKING_MPS } from '../../types/distance-band.js';
import type { CandidateExtractor } from '../extractor.js';

/** Through a city. */
const RIDING_MPS = 7;

export const travelMinutes: CandidateExtractor = {
  name: 'travelMinutes',
  scope: 'candidate',
  kind: 'number',
  unit: 'minutes',
  range: [0, 240],
  source: 'position',
  consent: 'location',
  describe: 'way to the place, from the middle of the distance band, on foot or riding as the moment tells',
  extract: ({ input, sighting }) => {
    if (sighting.distanceBand === undefined) return undefined;
    const speed = input.situation.moment.name === 'commuting' ? RIDING_MPS : WALKING_MPS;
    return (bandMetres(sighting.distanceBand) * DETOUR) / speed / 60;
  },
};
