import { bandMetres } from '../../types/distance-band.js';
import type { CandidateExtractor } from '../extractor.js';

/** Streets are about a third longer than the straight line; people walk at 1.35 m/s and ride through a city at 7. */
const DETOUR = 1.3;
const WALKING_MPS = 1.35;
const RIDING_MPS = 7;

export const travelMinutes: CandidateExtractor = {
  name: 'travelMinutes',
  scope: 'candidate',
  kind: 'number',
  unit: 'minutes',
  consent: 'location',
  describe: 'way to the place, from the middle of the distance band, on foot or riding as the moment tells',
  extract: ({ input, sighting }) => {
    if (sighting.distanceBand === undefined) return undefined;
    const speed = input.situation.moment.name === 'commuting' ? RIDING_MPS : WALKING_MPS;
    return (bandMetres(sighting.distanceBand) * DETOUR) / speed / 60;
  },
};
