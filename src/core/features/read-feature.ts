import type { Candidate } from '../types/decision.js';
import type { DecisionView, Extractor, RawFeature } from './extractor.js';

/**
 * One feature as it is, before it is written into columns; nothing where it is missing, or its consent was. A feature of
 * an offer is missing where there is none.
 */
export function readFeature(
  extractor: Extractor,
  { input, localTime }: DecisionView,
  candidate: Pick<Candidate, 'offer' | 'sighting'> | undefined,
): RawFeature {
  const { consent } = extractor;
  if (consent !== 'none' && !input.consents[consent]) return undefined;
  if (extractor.scope === 'decision') return extractor.extract({ input, localTime });
  return candidate && extractor.extract({ input, localTime, offer: candidate.offer, sighting: candidate.sighting });
}
