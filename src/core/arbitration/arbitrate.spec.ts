import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  catalogOf,
  exploring,
  offerOf,
  policyWith,
  sightingOf,
  stageOf,
  treatmentOf,
  type InputChange,
} from '../../../test/support/builders.js';
import type { ChosenTreatment, Scored, Slot } from '../types/decision.js';
import type { Catalog } from '../types/offer.js';
import { arbitrate } from './arbitrate.js';

const PLACEMENTS = ['card', 'banner', 'hero'];

interface Option {
  readonly id: string;
  readonly score: number;
  readonly placements?: readonly string[];
}

function scoredOf(options: readonly Option[]): { catalog: Catalog; scored: readonly Scored[] } {
  const catalog = catalogOf(
    options.map(({ id, placements = ['card'] }) =>
      offerOf(id, { treatments: placements.map((placement) => treatmentOf({ id: placement, placement })) }),
    ),
  );
  const scored = options.map(({ score, placements = ['card'] }, i): Scored => {
    const offer = catalog.offer(i);
    const treatments = placements.map((placement) => ({ treatment: { placement } }) as ChosenTreatment);
    const candidate = { offer, sighting: sightingOf(i), treatments };
    return {
      candidate,
      propensity: 0.5,
      propensitySource: 'model',
      basePropensity: 0.5,
      arbitrationScore: score,
      scoreSpread: 1,
    };
  });
  return { catalog, scored };
}

function arbitrateOver(options: readonly Option[], change: InputChange = {}, epsilon = 0) {
  const { catalog, scored } = scoredOf(options);
  const stage = stageOf(catalog, change, policyWith({ arbitration: { exploration: exploring(epsilon) } }));
  const { slots, refusals } = arbitrate(scored, stage);
  return {
    slots,
    winners: slots.map(({ placement, ranked }) => `${placement}: ${ranked[0]!.scored.candidate.offer.id}`),
    losers: Object.fromEntries(refusals.map(({ offerId, reason }) => [offerId, reason])),
  };
}

describe('arbitration', () => {
  it('takes the best, and says of the others that they were outranked', () => {
    const { winners, losers, slots } = arbitrateOver([
      { id: 'a', score: 5 },
      { id: 'b', score: 9 },
      { id: 'c', score: 7 },
    ]);
    expect(winners).toEqual(['card: b']);
    expect(losers).toEqual({ a: 'OUTRANKED', c: 'OUTRANKED' });
    expect(slots[0]!.ranked.map(({ scored }) => scored.candidate.offer.id)).toEqual(['b', 'c', 'a']);
  });

  it('is silent when nothing is worth more than silence', () => {
    const { winners, losers } = arbitrateOver(
      [
        { id: 'a', score: 0 },
        { id: 'b', score: -3 },
      ],
      {},
      1,
    );
    expect(winners).toEqual([]);
    expect(losers).toEqual({ a: 'NOT_WORTH_IT', b: 'NOT_WORTH_IT' });
  });

  it('orders equal scores by id, in whatever order they come', () => {
    const tied = ['b', 'c', 'a'].map((id) => ({ id, score: 4 }));
    for (const options of [tied, tied.toReversed()]) {
      const [slot] = arbitrateOver(options).slots;
      expect(slot!.ranked.map(({ scored }) => scored.candidate.offer.id)).toEqual(['a', 'b', 'c']);
    }
  });

  it('fills placements one after the other, each with offers that have a form for it', () => {
    const options = [
      { id: 'a', score: 9, placements: ['card', 'banner'] },
      { id: 'b', score: 8, placements: ['card'] },
      { id: 'c', score: 7, placements: ['banner'] },
    ];
    expect(arbitrateOver(options, { placements: ['card', 'banner', 'hero'] }).winners).toEqual([
      'card: a',
      'banner: c',
    ]);
    expect(arbitrateOver(options, { placements: ['banner', 'card'], limit: 2 }).winners).toEqual([
      'banner: a',
      'banner: c',
      'card: b',
    ]);
  });

  it('gives every slot a delivery of its own and shows no offer twice', () => {
    const option = fc.record({
      score: fc.integer({ min: -5, max: 20 }),
      placements: fc.subarray(PLACEMENTS, { minLength: 1 }),
    });
    const order = fc.record({
      placements: fc.subarray(PLACEMENTS, { minLength: 1 }),
      limit: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(
        fc.array(option, { minLength: 1, maxLength: 10 }),
        order,
        fc.constantFrom(0, 0.3, 1),
        (options, change, epsilon) => {
          const named = options.map((given, i) => ({ ...given, id: `o${i}` }));
          const { slots, losers } = arbitrateOver(named, change, epsilon);
          const shown = slots.map(({ ranked }) => ranked[0]!.scored.candidate.offer.id);
          expect(new Set(shown).size).toBe(shown.length);
          expect(new Set(slots.map(({ deliveryId }) => deliveryId)).size).toBe(slots.length);
          expect([...shown, ...Object.keys(losers)].sort()).toEqual(named.map(({ id }) => id).sort());
          for (const { placement, ranked, options: offers, probabilities } of slots) {
            expect(ranked[0]!.selectionProbability).toBeGreaterThan(0);
            expect(
              ranked.every(({ scored }) =>
                scored.candidate.treatments.some(({ treatment }) => treatment.placement === placement),
              ),
            ).toBe(true);
            expect(probabilities.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
            expect(ranked[0]!.selectionProbability).toBe(probabilities[offers.indexOf(ranked[0]!.scored)]);
            expect(ranked).toHaveLength(Math.min(5, offers.length));
            const best = offers.filter((option) => option !== ranked[0]!.scored).slice(0, 4);
            expect(ranked.slice(1).map(({ scored }) => scored)).toEqual(best);
            const worth = offers.map(({ arbitrationScore }) => arbitrationScore);
            expect(worth).toEqual(worth.toSorted((a, b) => b - a));
          }
        },
      ),
    );
  });

  it('draws each option as often as its selection probability says', () => {
    const options = [
      { id: 'a', score: 9 },
      { id: 'b', score: 6 },
      { id: 'c', score: 3 },
      { id: 'd', score: 1 },
      { id: 'e', score: -1 },
    ];
    const draws = 4000;
    const counts: Record<string, number> = { a: 0, b: 0, c: 0, d: 0, e: 0 };
    const { catalog, scored } = scoredOf(options);
    const stage = stageOf(catalog, {}, policyWith({ arbitration: { exploration: exploring(0.4) } }));
    const [{ options: inLine, probabilities }] = arbitrate(scored, stage).slots as [Slot];
    const ids = inLine.map(({ candidate }) => candidate.offer.id as string);
    expect(ids).toEqual(['a', 'b', 'c', 'd']);
    expect(probabilities[0]).toBeCloseTo(0.7, 12);
    for (let seed = 0; seed < draws; seed += 1) {
      const [slot] = arbitrate(scored, { ...stage, input: { ...stage.input, seed } }).slots;
      counts[slot!.ranked[0]!.scored.candidate.offer.id]! += 1;
    }
    expect(counts.e).toBe(0);
    const chiSquare = probabilities.reduce((sum, p, i) => sum + (counts[ids[i]!]! - draws * p) ** 2 / (draws * p), 0);
    // Three degrees of freedom: above 16.3 once in a thousand; the seeds are fixed, so this is no lottery.
    expect(chiSquare).toBeLessThan(16.3);
  });
});
