import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ALEXANDERPLATZ,
  catalogOf,
  decideWith,
  encoder,
  HOUR,
  inputOf,
  NOON,
  offerOf,
  offersIn,
  policy,
  priors,
  scoresOf,
  sightingOf,
} from '../../../test/support/builders.js';
import { realBetween } from '../../../test/support/arbitraries.js';
import { randomCatalog, randomInput, randomSighting } from '../../../test/support/random-decisions.js';
import { factorsOf } from '../arbitration/value.js';
import { finishDecision, prepareDecision, tellFunnel } from '../decision.js';
import { concludeDecision } from '../outcome/conclude.js';
import type { Decision, DecisionInput } from '../types/decision.js';
import type { DecisionId, Owner } from '../types/ids.js';
import type { LearnedRows } from '../types/learned.js';
import type { Catalog } from '../types/offer.js';
import { toRecord, unpackInput, type DecisionRecord } from './decision-record.js';
import { asRecorded, unpackLearned } from './pack-learned.js';
import { packSightings, pickSighting, unpackSightings } from './pack-sightings.js';

const VERSIONS = { catalog: '0123456789ab', policy: '0123456789ab', model: 'propensity/1@0123456789ab' };
const FEATURE_NOISE = 1000;

/** Scores that hang on the features, so that another matrix would give another decision. */
function decide(input: DecisionInput, catalog: Catalog, learned?: LearnedRows): Decision {
  const prepared = prepareDecision(input, catalog, policy, encoder);
  const { kept, matrix, columns } = prepared;
  const scores = kept.map((_, row) => {
    const known = matrix.slice(row * columns, (row + 1) * columns).filter((value) => !Number.isNaN(value));
    return Math.abs(Math.sin(known.reduce((sum, value, i) => sum + value * (i + 1), 0) * FEATURE_NOISE));
  });
  return finishDecision(prepared, scoresOf(scores), priors, learned);
}

/** Of some of the offers something was seen, as much as twelve of them may have. */
const someLearned: fc.Arbitrary<LearnedRows> = fc.array(
  fc.option(
    fc
      .tuple(fc.integer({ min: 1, max: 2_000 }), realBetween(-5, 5))
      .map(([impressions, shift]) => asRecorded({ impressions, shift })),
    { nil: undefined },
  ),
  // Most decisions of a random city score few offers: where nothing is learnt about the first ones, nothing is about any.
  { minLength: 4, maxLength: 12 },
);

/** As the state gives it back: through JSON. */
function recordOf(decision: Decision): DecisionRecord {
  return JSON.parse(JSON.stringify(toRecord(decision, VERSIONS))) as DecisionRecord;
}

const granted = { g: [[0, 0, 1]] as const, r: [] };
const funnelOf = (decision: Decision) =>
  tellFunnel(decision, concludeDecision(decision, decision.slots.length > 0 ? granted : { g: [], r: [] }));

describe('packed sightings', () => {
  it('come back as they were', () => {
    const sightings = fc
      .array(fc.nat(2 ** 20), { maxLength: 40 })
      .chain((ordinals) => fc.tuple(...ordinals.map(randomSighting)));
    fc.assert(fc.property(sightings, (seen) => expect(unpackSightings(packSightings(seen))).toEqual(seen)));
  });

  it('are picked out one by one', () => {
    const ordinals = fc.uniqueArray(fc.nat(5_000), { maxLength: 60 });
    const sightings = ordinals.chain((all) => fc.tuple(...all.map(randomSighting)));
    fc.assert(
      fc.property(sightings, fc.nat(5_000), (seen, other) => {
        const packed = packSightings(seen);
        for (const sighting of seen)
          expect(unpackSightings(pickSighting(packed, sighting.ordinal))).toEqual([sighting]);
        if (!seen.some(({ ordinal }) => ordinal === other)) expect(pickSighting(packed, other)).toBe('');
      }),
    );
  });

  it('take few bytes', () => {
    const seen = Array.from({ length: 64 }, (_, i) =>
      sightingOf(i * 100, { distanceBand: i % 9, towards: i % 2 === 0 }),
    );
    expect(packSightings(seen).length).toBeLessThanOrEqual(64 * 8);
    expect(unpackSightings('')).toEqual([]);
  });
});

describe('the record', () => {
  it('lets the decision be made again, with the same choices and the same funnel', () => {
    const cases = randomCatalog.chain((catalog) => fc.tuple(fc.constant(catalog), randomInput(catalog), someLearned));
    const seen = { granted: 0, silent: 0, learned: 0 };
    fc.assert(
      fc.property(cases, ([catalog, input, learned]) => {
        const first = decide(input, catalog, learned);
        const record = recordOf(first);
        const again = decide(unpackInput(record.input, input.owner), catalog, unpackLearned(record.learned));
        if (record.learned) seen.learned += 1;
        expect(again.input).toEqual(input);
        expect(recordOf(again)).toEqual(record);
        if (first.slots.length > 0) seen.granted += 1;
        else seen.silent += 1;
        expect(
          again.slots.map(({ ranked }) =>
            ranked.map((choice) => [choice.deliveryId, choice.selectionProbability, factorsOf(choice.scored, again)]),
          ),
        ).toEqual(
          first.slots.map(({ ranked }) =>
            ranked.map((choice) => [choice.deliveryId, choice.selectionProbability, factorsOf(choice.scored, first)]),
          ),
        );
        expect(funnelOf(again)).toEqual(funnelOf(first));
      }),
      { numRuns: 600 },
    );
    // A property over silence alone would prove little.
    expect(Math.min(seen.granted, seen.silent, seen.learned)).toBeGreaterThan(20);
  });

  it('counts the offers that were passed over, and does not grow with them', () => {
    const catalog = catalogOf([offerOf('a')]);
    const recordWith = (passedOver: number) =>
      recordOf(decideWith(catalog, { situation: { passedOver, sightings: [sightingOf(0)] } }));
    const record = recordWith(100_000);
    expect(record.reasons).toEqual({ OVER_REACH_LIMIT: 100_000 });
    expect(unpackInput(record.input, inputOf().owner).situation.passedOver).toBe(100_000);
    expect(recordWith(0).reasons).toEqual({});
    expect(JSON.stringify(record).length - JSON.stringify(recordWith(0)).length).toBeLessThan(60);
  });

  it('names neither the customer nor a coordinate', () => {
    const catalog = catalogOf([offerOf('o', { place: ALEXANDERPLATZ })]);
    const text = JSON.stringify(recordOf(decideWith(catalog)));
    expect(text).not.toContain('anna');
    expect(text).not.toMatch(/"(lat|lng|owner)"/);
  });

  it('counts each reason and names the offers in line', () => {
    const catalog = catalogOf([
      offerOf('a'),
      offerOf('b', { valueMinor: 300 }),
      offerOf('c', { category: 'gambling' }),
    ]);
    const { reasons, slots, silence } = recordOf(decideWith(catalog, { seed: 1 }));
    expect(reasons).toEqual({ SENSITIVE_CATEGORY: 1, OUTRANKED: 1 });
    const propensities = [0.6, 0.6];
    const treatments = ['push'];
    expect(slots).toEqual([
      { delivery: 'd1:card', offers: ['a', 'b'], chances: [0.975, 0.025], propensities, treatments },
    ]);
    expect(silence).toBeUndefined();
  });

  it('of 64 sightings and a customer with a history takes 2 KiB at most', () => {
    const catalog = catalogOf(
      Array.from({ length: 64 }, (_, i) => offerOf(`offer-${i}`, { valueMinor: 200 + i, place: ALEXANDERPLATZ })),
    );
    const rates = { coffee: 8.125, bar: 2.5, takeaway: 4.031, 'restaurant-budget': 1.5, 'restaurant-mid': 0.25 };
    const affinity = { coffee: 0.862, bar: 0.512, takeaway: 0.4, 'restaurant-budget': 0.231 };
    const offers = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`offer-${i}`, { impressions: 3, accepts: 1, dismissals: 0 }]),
    );
    const input = inputOf({
      decisionId: '0mca1b2c3d4e5f6a7b8c' as DecisionId,
      seed: 4_294_967_295,
      profile: {
        attributes: { age: 34, student: false },
        visitsPerMonth: rates,
        purchasesPerMonth: { coffee: 3.2 },
        affinity,
        recent: { visits: { coffee: [29_694_000, 29_693_000], '*': [29_694_000, 29_693_000] }, purchases: {} },
        offers,
      },
      contacts: Array.from({ length: 5 }, (_, i) => ({
        at: NOON - (i + 1) * HOUR,
        offerId: `offer-${i}`,
        outbound: true,
      })),
      context: { weather: 'sunny', temperature: 21.5, companion: 'friends' },
      situation: {
        cell: '891f1d48977ffff',
        zones: [{ id: 'alexanderplatz', change: 'stay' }],
        sightings: offersIn(catalog).map(({ ordinal }) =>
          sightingOf(ordinal, { source: 'nearby', distanceBand: ordinal % 9, towards: true }),
        ),
      },
    });
    const learned = Array.from({ length: 64 }, () => asRecorded({ impressions: 300, shift: 0.1 }));
    const decision = decide(input, catalog, learned);
    expect(decision.slots).toHaveLength(1);
    expect(unpackLearned(toRecord(decision, VERSIONS).learned)).toHaveLength(64);
    const stored = { ...toRecord(decision, VERSIONS), commit: { g: [[0, 0, 17]], r: [] } };
    expect(Buffer.byteLength(JSON.stringify(stored))).toBeLessThanOrEqual(2048);
  });
});

describe('an input', () => {
  it('comes back with the owner that it is kept under', () => {
    const owner: Owner = inputOf().owner;
    const record = recordOf(decideWith(catalogOf([offerOf('o')])));
    expect(unpackInput(record.input, owner).owner).toEqual(owner);
  });
});
