import { describe, expect, it } from '@jest/globals';
import {
  catalogOf,
  HOUR,
  inputOf,
  momentOf,
  NOON,
  offerOf,
  policy,
  policyWith,
  priors,
  scoresOf,
  sightingOf,
  stageOf,
  type OfferInput,
} from '../../../test/support/builders.js';
import type { Candidate, Factors, Scores, Sighting } from '../types/decision.js';
import type { MomentName } from '../types/moment.js';
import { interruptionCost } from './interruption.js';
import { factorsOf, readPropensity, worthOf } from './value.js';

function candidateOf(offer: Partial<OfferInput> = {}, sighting: Partial<Sighting> = {}): Candidate {
  const catalog = catalogOf([offerOf('o', offer)]);
  return { offer: catalog.offer(0), sighting: sightingOf(0, sighting), treatments: [] };
}

describe('the propensity', () => {
  const fallback: Scores = { ...scoresOf([]), source: 'fallback' };

  it.each<[string, Partial<OfferInput>, Scores, number, string]>([
    ['of the model', {}, scoresOf([0.25]), 0.25, 'model'],
    ['of 0', {}, scoresOf([0]), 0, 'model'],
    ['of 1', {}, scoresOf([1]), 1, 'model'],
    ['that is no number', {}, scoresOf([NaN]), priors.basePrior, 'guarded'],
    ['without end', {}, scoresOf([Infinity]), priors.basePrior, 'guarded'],
    ['above 1', {}, scoresOf([1.01]), priors.basePrior, 'guarded'],
    ['below 0', {}, scoresOf([-0.01]), priors.basePrior, 'guarded'],
    ['of a row that was not scored', {}, scoresOf([]), priors.basePrior, 'guarded'],
    ['that is no number, of an offer with its own prior', { startingPropensity: 0.3 }, scoresOf([NaN]), 0.3, 'guarded'],
    ['of a category not learnt', { category: 'books' }, scoresOf([0.25]), priors.basePrior, 'prior'],
    [
      'of a category not learnt, with a prior',
      { category: 'books', startingPropensity: 0 },
      scoresOf([0.25]),
      0,
      'prior',
    ],
    ['without a model', { startingPropensity: 0.3 }, fallback, 0.3, 'fallback'],
    ['without a model and prior', {}, fallback, priors.basePrior, 'fallback'],
  ])('%s', (_name, offer, scores, propensity, propensitySource) => {
    expect(readPropensity(candidateOf(offer), 0, scores, priors)).toEqual({ propensity, propensitySource });
  });

  it('belongs to its row', () => {
    expect(readPropensity(candidateOf(), 1, scoresOf([0.25, 0.75]), priors).propensity).toBe(0.75);
  });
});

describe('the worth', () => {
  const { contextWeight, towardsWeight, awayWeight } = policy.arbitration;
  const base = { propensity: 0.5, cost: 20, offer: { valueMinor: 400, lever: 2 } as Partial<OfferInput> };

  function weighed(change: Partial<typeof base> & { moment?: MomentName; towards?: boolean } = {}): Factors {
    const { propensity, cost, offer, moment = 'strolling', towards } = { ...base, ...change };
    const catalog = catalogOf([offerOf('o')]);
    const interruptionCostMinor = { ...policy.arbitration.interruptionCostMinor, [moment]: cost };
    const numbers = policyWith({ arbitration: { interruptionCostMinor } });
    const stage = stageOf(catalog, { situation: { moment: momentOf(moment) } }, numbers);
    const candidate = candidateOf({ ...base.offer, ...offer }, { towards });
    const arbitrationScore = worthOf(candidate, propensity, cost, stage);
    const scored = { candidate, propensity, propensitySource: 'model', arbitrationScore, scoreSpread: 0 } as const;
    return factorsOf({ ...scored, basePropensity: propensity }, stage);
  }

  it('is P x C x V x L less the interruption', () => {
    expect(weighed()).toEqual({
      propensity: 0.5,
      propensitySource: 'model',
      contextWeight: contextWeight.strolling,
      valueMinor: 400,
      lever: 2,
      interruptionCostMinor: 20,
      arbitrationScore: 0.5 * contextWeight.strolling * 400 * 2 - 20,
    });
  });

  it.each<[string, Parameters<typeof weighed>[0], keyof Factors, number]>([
    ['the propensity', { propensity: 0.25 }, 'propensity', 0.25],
    ['the value', { offer: { valueMinor: 100 } }, 'valueMinor', 100],
    ['the lever', { offer: { lever: 0 } }, 'lever', 0],
    ['the moment', { moment: 'commuting' }, 'contextWeight', contextWeight.commuting],
    ['the way there', { towards: true }, 'contextWeight', contextWeight.strolling * towardsWeight],
    ['the way away', { towards: false }, 'contextWeight', contextWeight.strolling * awayWeight],
    ['the interruption', { cost: 0 }, 'interruptionCostMinor', 0],
  ])('follows %s, which moves no other factor', (_name, change, factor, value) => {
    const { arbitrationScore, ...factors } = weighed(change);
    expect({ ...factors, arbitrationScore: 0 }).toEqual({ ...weighed(), arbitrationScore: 0, [factor]: value });
    const { propensity, contextWeight, valueMinor, lever, interruptionCostMinor } = factors;
    expect(arbitrationScore).toBeCloseTo(propensity * contextWeight * valueMinor * lever - interruptionCostMinor, 9);
  });
});

describe('the cost of interrupting', () => {
  const numbers = { ...policy.arbitration, pressureMinor: 20, pressureHalfLifeMs: 4 * HOUR };
  const waiting = numbers.interruptionCostMinor.waiting;
  const contact = (ageMs: number, outbound = true) => ({ at: NOON - ageMs, offerId: 'p', outbound });

  it.each([
    ['of nobody contacted lately is that of the moment', [], waiting],
    ['counts a contact right now in full', [contact(0)], waiting + 20],
    ['counts it by half after a half-life', [contact(4 * HOUR)], waiting + 10],
    ['adds contacts up', [contact(0), contact(4 * HOUR), contact(8 * HOUR)], waiting + 35],
    ['leaves out what the customer asked for', [contact(0, false)], waiting],
    ['takes a clock that runs ahead for now', [contact(-HOUR)], waiting + 20],
  ])('%s', (_name, contacts, cost) => {
    expect(interruptionCost(inputOf({ contacts, situation: { moment: momentOf('waiting') } }), numbers)).toBeCloseTo(
      cost,
      9,
    );
  });

  it('is nothing for those who came by themselves', () => {
    expect(interruptionCost(inputOf({ outbound: false, contacts: [contact(0)] }), numbers)).toBe(0);
  });
});
