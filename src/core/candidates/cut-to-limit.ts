import type { Candidate, Refusal } from '../types/decision.js';
import { CLASS_RANKS } from '../types/offer-class.js';
import { refuse } from '../types/refuse.js';

/**
 * Keeps the candidates that promise most before any model is asked: mandatory ones, then worth by lever, near ones first,
 * and last what is shown only where nothing else is. Ties go by id.
 */
export function cutToLimit(
  candidates: readonly Candidate[],
  limit: number,
): { kept: readonly Candidate[]; refusals: readonly Refusal[] } {
  if (candidates.length <= limit) return { kept: candidates, refusals: [] };
  const ranked = [...candidates].sort(
    (a, b) =>
      CLASS_RANKS[a.offer.class] - CLASS_RANKS[b.offer.class] ||
      promise(b) - promise(a) ||
      (a.offer.id < b.offer.id ? -1 : 1),
  );
  return {
    kept: ranked.slice(0, limit),
    refusals: ranked.slice(limit).map(({ offer, sighting }) => refuse(offer, sighting, 'OVER_SCORING_LIMIT')),
  };
}

function promise({ offer, sighting }: Candidate): number {
  return ((offer.valueMinor - offer.costMinor) * offer.lever) / (1 + (sighting.distanceBand ?? 0));
}
