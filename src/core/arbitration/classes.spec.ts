import { describe, expect, it } from '@jest/globals';
import {
  catalogOf,
  decideWith,
  exploring,
  offerOf,
  policyWith,
  sightingOf,
  stageOf,
  treatmentOf,
  type OfferInput,
} from '../../../test/support/builders.js';
import type { ChosenTreatment, Scored } from '../types/decision.js';
import { arbitrate } from './arbitrate.js';

type Given = Partial<OfferInput> & { readonly id: string; readonly score: number; readonly placements?: string[] };

/** Arbitrates over these offers, the fallbacks among them by id for each placement. */
function arbitrateOver(given: readonly Given[], change: object = {}, fallbacks: Record<string, string> = {}) {
  const catalog = catalogOf(
    given.map(({ id, score: _score, placements = ['card'], ...offer }) =>
      offerOf(id, { ...offer, treatments: placements.map((placement) => treatmentOf({ id: placement, placement })) }),
    ),
  );
  const scored = given.map(({ score, placements = ['card'] }, i): Scored => {
    const treatments = placements.map((placement) => ({ treatment: { placement } }) as ChosenTreatment);
    const candidate = { offer: catalog.offer(i), sighting: sightingOf(i), treatments };
    return {
      candidate,
      propensity: 0.5,
      propensitySource: 'model',
      basePropensity: 0.5,
      arbitrationScore: score,
      scoreSpread: 1,
    };
  });
  const stage = stageOf(
    catalog,
    { outbound: false, ...change },
    policyWith({ arbitration: { exploration: exploring(1) } }),
  );
  const kept = Object.entries(fallbacks).map(([placement, id]) => ({
    placement,
    scored: scored.find(({ candidate }) => (candidate.offer.id as string) === id)!,
  }));
  const { slots } = arbitrate(scored, stage, kept);
  return slots.map(({ ranked, options, probabilities }) => ({
    line: ranked.map(
      ({ scored: { candidate }, isFallback }) => `${candidate.offer.id}${isFallback ? ' (fallback)' : ''}`,
    ),
    options: options.map(({ candidate }) => candidate.offer.id as string),
    probabilities,
  }));
}

describe('a mandatory offer', () => {
  it('is left to no chance, whatever the seed', () => {
    const offers: Given[] = [
      { id: 'a', score: 9 },
      { id: 'b', score: 8 },
      { id: 'must', score: -5, class: 'mandatory' },
    ];
    for (let seed = 0; seed < 50; seed += 1) {
      const [slot] = arbitrateOver(offers, { seed });
      expect(slot).toEqual({ line: ['must', 'a', 'b'], options: ['must', 'a', 'b'], probabilities: [1, 0, 0] });
    }
  });
});

describe('a default offer', () => {
  const offers: Given[] = [
    { id: 'a', score: 1, placements: ['card'] },
    { id: 'hello', score: 9, class: 'default', placements: ['card', 'banner'] },
    { id: 'welcome', score: 8, class: 'default', placements: ['banner'] },
  ];

  it('is no option where another offer is, and is drawn for where only its like are', () => {
    const [card, banner] = arbitrateOver(offers, { placements: ['card', 'banner'] });
    expect(card!.options).toEqual(['a']);
    expect(banner!.options).toEqual(['hello', 'welcome']);
    expect(banner!.probabilities).toEqual([0.5, 0.5]);
  });

  it('does not fill up a placement behind another one', () => {
    expect(arbitrateOver(offers, { limit: 3 })).toHaveLength(1);
  });
});

describe('a fallback', () => {
  const offers: Given[] = [
    { id: 'a', score: 2 },
    { id: 'b', score: 1 },
    { id: 'thanks', score: 0, placements: ['card', 'banner'] },
  ];

  it('ends the line of its placement, so that it answers when the commit refuses all others', () => {
    const [first, second] = arbitrateOver(offers, { limit: 2 }, { card: 'thanks' });
    expect(first!.line.at(-1)).toBe('thanks (fallback)');
    expect(first!.line).toHaveLength(3);
    expect(first!.options).not.toContain('thanks');
    expect(second!.line).not.toContain('thanks (fallback)');
  });

  it('answers a placement that nothing fills, once', () => {
    const slots = arbitrateOver(
      offers,
      { placements: ['banner', 'card'], limit: 3 },
      { banner: 'thanks', card: 'thanks' },
    );
    expect(slots[0]).toEqual({ line: ['thanks (fallback)'], options: [], probabilities: [] });
    expect(slots.slice(1).flatMap(({ line }) => line)).not.toContain('thanks (fallback)');
  });

  it('leaves no refusal of what it was dropped for before', () => {
    const catalog = catalogOf([offerOf('thanks', { valueMinor: 0 })], [], {
      fallbacks: [{ touchpoint: 'app-push', placement: 'card', offer: 'thanks' }],
    });
    expect(decideWith(catalog, { outbound: false })).toMatchObject({ refusals: [], silence: undefined });
    expect(decideWith(catalog, { outbound: true }).refusals).toMatchObject([{ reason: 'NOT_WORTH_IT' }]);
  });

  it('that was not in reach is told in the funnel only where it came to something', () => {
    const catalog = catalogOf([offerOf('thanks', { eligibility: 'attributes.age > 1' })], [], {
      fallbacks: [{ touchpoint: 'app-push', placement: 'card', offer: 'thanks' }],
    });
    const decision = decideWith(catalog, { outbound: false, situation: { sightings: [] } });
    expect(decision.refusals).toMatchObject([{ offerId: 'thanks', reason: 'NOT_ELIGIBLE' }]);
    expect(decision.silence?.code).toBe('NOT_ELIGIBLE');
  });
});

describe('an exclusion group', () => {
  it('stands in the line of one slot only, whichever the commit falls to', () => {
    const offers: Given[] = [
      { id: 'a', score: 9, placements: ['card'] },
      { id: 'g1', score: 8, placements: ['card'], exclusionGroup: 'g' },
      { id: 'g2', score: 7, placements: ['banner'], exclusionGroup: 'g' },
      { id: 'h1', score: 6, placements: ['card'], exclusionGroup: 'h' },
      { id: 'b', score: 5, placements: ['banner'] },
      { id: 'h2', score: 4, placements: ['banner'], exclusionGroup: 'h' },
    ];
    for (let seed = 0; seed < 50; seed += 1) {
      const slots = arbitrateOver(offers, { placements: ['card', 'banner'], seed });
      for (const group of ['g', 'h']) {
        const holding = slots.filter(({ line }) => line.some((id) => id.startsWith(group)));
        expect(holding.length).toBeLessThanOrEqual(1);
      }
      expect(slots).toHaveLength(2);
    }
  });
});
