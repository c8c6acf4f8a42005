import { describe, expect, it } from '@jest/globals';
import { catalogOf, offerOf, offersIn, sightingOf, type OfferInput } from '../../../test/support/builders.js';
import type { Candidate } from '../types/decision.js';
import { cutToLimit } from './cut-to-limit.js';

function candidatesOf(...offers: [id: string, change: Partial<OfferInput>, distanceBand?: number][]): Candidate[] {
  const catalog = catalogOf(offers.map(([id, change]) => offerOf(id, change)));
  return offersIn(catalog).map((offer, i) => ({
    offer,
    sighting: sightingOf(i, { distanceBand: offers[i]![2] }),
    treatments: [],
  }));
}

describe('the cut', () => {
  const candidates = candidatesOf(
    ['far', { valueMinor: 400 }, 7],
    ['near', { valueMinor: 400 }, 0],
    ['cheap', { valueMinor: 100 }, 0],
    ['pushed', { valueMinor: 100, lever: 5 }, 0],
    ['b', { valueMinor: 10 }],
    ['a', { valueMinor: 10 }],
  );
  const idsOf = (kept: readonly Candidate[]) => kept.map(({ offer }) => offer.id as string);

  it('leaves everything as it is up to the limit', () => {
    expect(cutToLimit(candidates, 6)).toEqual({ kept: candidates, refusals: [] });
  });

  it.each([
    [5, ['pushed', 'near', 'cheap', 'far', 'a'], ['b']],
    [2, ['pushed', 'near'], ['cheap', 'far', 'a', 'b']],
  ])('at %d keeps what promises most and says so of the rest', (limit, kept, dropped) => {
    const cut = cutToLimit(candidates, limit);
    expect(idsOf(cut.kept)).toEqual(kept);
    expect(cut.refusals).toEqual(
      dropped.map((offerId) => ({ offerId, source: 'everywhere', stage: 'limit', reason: 'OVER_SCORING_LIMIT' })),
    );
  });
});
