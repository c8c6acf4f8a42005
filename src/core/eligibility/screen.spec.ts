import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ALEXANDERPLATZ,
  catalogOf,
  DAY,
  momentOf,
  NOON,
  offerOf,
  offersIn,
  sightingOf,
  stageOf,
  treatmentOf,
  type InputChange,
  type OfferInput,
} from '../../../test/support/builders.js';
import type { Condition } from '../../contract/rule.js';
import { stageRank } from '../stages.js';
import type { Sighting } from '../types/decision.js';
import { EMPTY_PROFILE } from '../types/facts.js';
import { screenSightings } from './screen.js';

/** What becomes of one offer: the reason of its refusal, or `kept`. */
function screenOne(offer: Partial<OfferInput>, change: InputChange = {}, sighting: Partial<Sighting> = {}): string {
  const catalog = catalogOf([offerOf('o', offer)]);
  const sightings = [sightingOf(0, sighting)];
  const { kept, refusals } = screenSightings(
    stageOf(catalog, { ...change, situation: { sightings, ...change.situation } }),
  );
  expect(kept.length + refusals.length).toBe(1);
  return refusals[0]?.reason ?? 'kept';
}

const shop = { ...ALEXANDERPLATZ };
const attributes = (values: Record<string, string | number | boolean>) => ({
  profile: { ...EMPTY_PROFILE, attributes: values },
});

describe('each rule has its reason', () => {
  it.each<[string, string, Partial<OfferInput>, InputChange?, Partial<Sighting>?]>([
    ['a plain offer', 'kept', {}],
    ['before it begins', 'NOT_YET_VALID', { validFrom: NOON + 1 }],
    ['from its first moment on', 'kept', { validFrom: NOON }],
    ['at its end', 'EXPIRED', { validTo: NOON }],
    ['in its last moment', 'kept', { validTo: NOON + 1 }],
    ['of which nothing was left', 'OUT_OF_STOCK', { stock: { units: 1 } }, { shortages: { o: 'OUT_OF_STOCK' } }],
    ['whose budget was used up', 'OUT_OF_BUDGET', { stock: { units: 1 } }, { shortages: { o: 'OUT_OF_BUDGET' } }],
    ['that has no stock any more', 'kept', {}, { shortages: { o: 'OUT_OF_STOCK' } }],
    ['beside one of which nothing was left', 'kept', { stock: { units: 1 } }, { shortages: { p: 'OUT_OF_STOCK' } }],
    ['on another touchpoint', 'NO_TREATMENT', {}, { touchpoint: 'till' }],
    ['in another placement', 'NO_TREATMENT', {}, { placements: ['banner'] }],
    ['in one of the placements', 'kept', {}, { placements: ['banner', 'card'] }],
    ['outside of its zone', 'OUTSIDE_ZONE', {}, {}, { inside: false }],
    ['with a coarse fix', 'FIX_TOO_COARSE', {}, {}, { exactEnough: false }],
    ['outside with a coarse fix', 'FIX_TOO_COARSE', {}, {}, { inside: false, exactEnough: false }],
    ['in another moment', 'OTHER_MOMENT', { when: { moments: ['waiting'] } }],
    ['in its moment', 'kept', { when: { moments: ['waiting'] } }, { situation: { moment: momentOf('waiting') } }],
    ['at another time of day', 'OTHER_DAYPART', { when: { dayparts: ['morning', 'night'] } }],
    ['at its time of day', 'kept', { when: { dayparts: ['afternoon'] } }],
    [
      'at a time that is not known',
      'OTHER_DAYPART',
      { when: { dayparts: ['afternoon'] } },
      { situation: { timeZone: undefined } },
    ],
    ['on another weekday', 'OTHER_WEEKDAY', { when: { weekdays: ['sat', 'sun'] } }],
    ['on its weekday', 'kept', { when: { weekdays: ['wed'] } }],
    [
      'on a day that is not known',
      'OTHER_WEEKDAY',
      { when: { weekdays: ['wed'] } },
      { situation: { timeZone: undefined } },
    ],
    ['in other weather', 'OTHER_WEATHER', { when: { weather: ['rainy'] } }, { context: { weather: 'sunny' } }],
    ['in its weather', 'kept', { when: { weather: ['rainy'] } }, { context: { weather: 'rainy' } }],
    ['in weather that is not known', 'OTHER_WEATHER', { when: { weather: ['rainy'] } }],
    ['in weather that is not known, though its word is said', 'OTHER_WEATHER', { when: { weather: ['undefined'] } }],
    ['of a sensitive kind', 'SENSITIVE_CATEGORY', { category: 'gambling' }],
    ['of a sensitive shop', 'SENSITIVE_CATEGORY', { place: { ...shop, category: 'pharmacy' } }],
    ['at a sensitive place', 'SENSITIVE_PLACE', {}, { situation: { sensitivePlace: true } }],
    ['who may not have it', 'NOT_ELIGIBLE', { eligibility: [{ field: 'attributes.age', op: '>=', value: 18 }] }],
    ['who may', 'kept', { eligibility: [{ field: 'attributes.age', op: '>=', value: 18 }] }, attributes({ age: 18 })],
    [
      'for whom it makes no sense',
      'NOT_APPLICABLE',
      { applicability: [{ field: 'attributes.member', op: 'absent' }] },
      attributes({ member: true }),
    ],
    ['for whom it is not right', 'NOT_SUITABLE', { suitability: [{ field: 'affinity.coffee', op: 'present' }] }],
    [
      'who never met the offer: counts are 0',
      'kept',
      { suitability: [{ field: 'offer.dismissals', op: '==', value: 0 }] },
    ],
    ['in a language without words', 'NO_WORDS', {}, { locale: 'tr' }],
    [
      'with more to read than there is time for',
      'ATTENTION_TOO_SHORT',
      { treatments: [treatmentOf({ attentionSeconds: 6 })] },
    ],
  ])('%s: %s', (_name, reason, offer, ...seen) => {
    expect(screenOne(offer, ...seen)).toBe(reason);
  });
});

it.each(['constructor', 'toString', '__proto__'])('an offer called %s has no history that it did not get', (id) => {
  const suitability: OfferInput['suitability'] = [{ field: 'offer.dismissals', op: '==', value: 0 }];
  const stage = stageOf(catalogOf([offerOf(id, { suitability })]), { situation: { sightings: [sightingOf(0)] } });
  expect(screenSightings(stage).refusals).toEqual([]);
});

describe('the first refusal wins', () => {
  /** Each fault on its own line, in the order of the stages. */
  const faults: [reason: string, offer: Partial<OfferInput>, change: InputChange, sighting: Partial<Sighting>][] = [
    ['EXPIRED', { validTo: NOON }, {}, {}],
    ['OUTSIDE_ZONE', {}, {}, { inside: false }],
    ['OTHER_MOMENT', { when: { moments: ['queueing'] } }, {}, {}],
    ['SENSITIVE_CATEGORY', { category: 'gambling' }, {}, {}],
    ['NOT_ELIGIBLE', { eligibility: [{ field: 'attributes.age', op: 'present' }] }, {}, {}],
    ['NOT_APPLICABLE', { applicability: [{ field: 'attributes.age', op: 'present' }] }, {}, {}],
    ['NOT_SUITABLE', { suitability: [{ field: 'attributes.age', op: 'present' }] }, {}, {}],
    ['NO_WORDS', {}, { locale: 'tr' }, {}],
  ];

  it.each(faults.map(([reason], i) => [reason, i] as const))('%s before all that come later', (reason, first) => {
    const rest = faults.slice(first);
    const merge = <T>(pick: (fault: (typeof faults)[number]) => T) => Object.assign({}, ...rest.map(pick)) as T;
    expect(
      screenOne(
        merge(([, offer]) => offer),
        merge(([, , change]) => change),
        merge((fault) => fault[3]),
      ),
    ).toBe(reason);
  });
});

describe('consent', () => {
  const yesNo = [true, false];
  const matrix = (['nearby', 'affinity', 'everywhere'] as const).flatMap((source) =>
    yesNo.flatMap((location) =>
      yesNo.flatMap((profiling) => yesNo.map((marketing) => ({ source, location, profiling, marketing }))),
    ),
  );

  it.each(matrix)('$source, location $location, profiling $profiling, marketing $marketing', (given) => {
    const { source, ...granted } = given;
    const needed = { nearby: granted.location, affinity: granted.location && granted.profiling, everywhere: true };
    const reason = screenOne({}, { consents: { ...granted, locationClass: 'precise' } }, { source });
    expect(reason).toBe(granted.marketing && needed[source] ? 'kept' : 'CONSENT_MISSING');
  });
});

describe('over random catalogs and customers', () => {
  const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });
  const someOffer = fc.record({
    category: fc.constantFrom('coffee', 'bar', 'gambling', 'unheard-of'),
    validTo: maybe(fc.integer({ min: NOON - DAY, max: NOON + DAY })),
    when: maybe(
      fc.record({
        moments: fc.constantFrom<('waiting' | 'unknown')[]>('waiting', 'unknown').map((moment) => [moment]),
      }),
    ),
    eligibility: fc.constantFrom<Condition[][]>([], [{ field: 'attributes.age', op: '>', value: 30 }]),
    treatments: fc.integer({ min: 1, max: 60 }).map((attentionSeconds) => [treatmentOf({ attentionSeconds })]),
  });
  const someSighting = fc.record({
    source: fc.constantFrom<Sighting['source'][]>('nearby', 'affinity', 'everywhere'),
    inside: fc.boolean(),
    exactEnough: fc.boolean(),
  });
  const someCustomer = fc.record({
    consents: fc.record({
      location: fc.boolean(),
      profiling: fc.boolean(),
      marketing: fc.boolean(),
      locationClass: fc.constant('precise' as const),
    }),
    outbound: fc.boolean(),
    locale: fc.constantFrom('de', 'en', undefined),
  });

  it('every sighting comes out exactly once, and none is kept without consent to marketing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(someOffer, someSighting), { minLength: 1, maxLength: 12 }),
        someCustomer,
        (seen, change) => {
          const catalog = catalogOf(seen.map(([offer], i) => offerOf(`o${i}`, offer)));
          const sightings = seen.map(([, sighting], i) => sightingOf(i, sighting));
          const { kept, refusals } = screenSightings(stageOf(catalog, { ...change, situation: { sightings } }));
          const out = [...kept.map(({ offer }) => offer.id), ...refusals.map(({ offerId }) => offerId)];
          expect(out.sort()).toEqual(
            offersIn(catalog)
              .map(({ id }) => id)
              .sort(),
          );
          if (!change.consents.marketing) expect(kept).toEqual([]);
          for (const { stage } of refusals) expect(stageRank(stage)).toBeLessThanOrEqual(stageRank('suitability'));
        },
      ),
    );
  });
});

it('offers that share a rule are each judged by it, and by what the customer did with them', () => {
  const adult = { field: 'attributes.age', op: '>=', value: 18 } as const;
  const unseen = { field: 'offer.impressions', op: '<', value: 1 } as const;
  const catalog = catalogOf([
    offerOf('a', { eligibility: [adult], suitability: [unseen] }),
    offerOf('b', { eligibility: [adult], suitability: [unseen] }),
    offerOf('c', { eligibility: [{ ...adult, value: 40 }] }),
    offerOf('d', { eligibility: [adult] }),
  ]);
  const seen = { impressions: 1, accepts: 0, dismissals: 0 };
  const reasonsAt = (age: number) => {
    const profile = { ...EMPTY_PROFILE, attributes: { age }, offers: { b: seen } };
    const sightings = offersIn(catalog).map(({ ordinal }) => sightingOf(ordinal));
    const { refusals } = screenSightings(stageOf(catalog, { profile, situation: { sightings } }));
    return Object.fromEntries(refusals.map(({ offerId, reason }) => [offerId, reason]));
  };
  expect(reasonsAt(30)).toEqual({ b: 'NOT_SUITABLE', c: 'NOT_ELIGIBLE' });
  expect(reasonsAt(12)).toEqual({ a: 'NOT_ELIGIBLE', b: 'NOT_ELIGIBLE', c: 'NOT_ELIGIBLE', d: 'NOT_ELIGIBLE' });
});
