import fc from 'fast-check';
import type { DecisionInput, Sighting } from '../../src/core/types/decision.js';
import type { Profile } from '../../src/core/types/facts.js';
import { MOMENTS } from '../../src/core/types/moment.js';
import type { Catalog } from '../../src/core/types/offer.js';
import type { CatalogInput } from '../../src/contract/catalog.js';
import type { Condition } from '../../src/contract/rule.js';
import { realBetween } from './arbitraries.js';
import {
  ALEXANDERPLATZ,
  catalogOf,
  DAY,
  HOUR,
  inputOf,
  MINUTE,
  NOON,
  offerOf,
  offersIn,
  treatmentOf,
  type OfferInput,
} from './builders.js';

const CATEGORIES = ['coffee', 'bar', 'takeaway', 'books', 'gambling'];
const CELL = '891f1d48977ffff';

const mostly = fc.integer({ min: 0, max: 4 }).map((die) => die > 0);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });
const anyTime = fc.integer({ min: NOON - 30 * DAY, max: NOON + 30 * DAY });

/** An offer of a kind that a marketer may write, in all the ways that it may be refused. */
export const randomOffer: fc.Arbitrary<Partial<OfferInput>> = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  class: fc.constantFrom('normal', 'normal', 'normal', 'mandatory', 'default'),
  priorityScore: fc.nat(3),
  exclusionGroup: maybe(fc.constantFrom('g', 'h')),
  valueMinor: fc.integer({ min: 0, max: 5000 }),
  costMinor: fc.constantFrom(0, 0, 100),
  lever: realBetween(0, 3),
  place: maybe(fc.constant(ALEXANDERPLATZ)),
  startingPropensity: maybe(realBetween(0, 1)),
  validFrom: maybe(anyTime.map((at) => at - 20 * DAY)),
  validTo: maybe(anyTime.map((at) => at + 60 * DAY - 1)),
  when: maybe(fc.record({ moments: fc.subarray([...MOMENTS], { minLength: 1 }) })),
  eligibility: fc.constantFrom<Condition[][]>([], [], [{ field: 'attributes.age', op: '>=', value: 18 }]),
  suitability: fc.constantFrom<Condition[][]>([], [{ field: 'offer.dismissals', op: '<', value: 2 }]),
  caps: fc.constantFrom<NonNullable<OfferInput['caps']>[]>([], [{ limit: 1, per: 'day' }]),
  // A few: what has stock is granted with a lease only.
  stock: fc.constantFrom(undefined, undefined, undefined, undefined, { units: 1 }),
  treatments: fc
    .subarray(['card', 'banner'], { minLength: 1 })
    .chain((placements) =>
      fc
        .integer({ min: 1, max: 20 })
        .map((attentionSeconds) =>
          placements.map((placement) => treatmentOf({ id: placement, placement, attentionSeconds })),
        ),
    ),
});

export const randomCatalog: fc.Arbitrary<Catalog> = fc
  .array(randomOffer, { minLength: 1, maxLength: 12 })
  .chain((offers) => {
    const named = offers.map((offer, i) => offerOf(`o${i}`, offer));
    return fc
      .boolean()
      .map((hasFallbacks) => catalogOf(named, [], { fallbacks: hasFallbacks ? fallbacksAmong(named) : [] }));
  });

/** For each placement the last offer that has a form for it. */
function fallbacksAmong(offers: readonly OfferInput[]): CatalogInput['fallbacks'] {
  return ['card', 'banner'].flatMap((placement) => {
    const found = offers.findLast(({ treatments }) => treatments.some((one) => one.placement === placement));
    return found ? [{ touchpoint: 'app-push', placement, offer: found.id }] : [];
  });
}

export function randomSighting(ordinal: number): fc.Arbitrary<Sighting> {
  return fc
    .record({
      source: fc.constantFrom<Sighting['source'][]>('nearby', 'affinity', 'everywhere'),
      inside: fc.boolean(),
      exactEnough: fc.boolean(),
      distanceBand: maybe(fc.integer({ min: 0, max: 8 })),
      towards: maybe(fc.boolean()),
    })
    .map((sighting) => ({ ordinal, ...sighting }));
}

const rates = fc.dictionary(fc.constantFrom(...CATEGORIES), realBetween(0, 20), { noNullPrototype: true });

const recentEvents = fc.dictionary(
  fc.constantFrom('*', ...CATEGORIES),
  fc
    .array(fc.integer({ min: NOON / MINUTE - 50_000, max: NOON / MINUTE }), { minLength: 1, maxLength: 10 })
    .map((minutes) => minutes.sort((a, b) => b - a)),
  { noNullPrototype: true },
);

const randomProfile: fc.Arbitrary<Profile> = fc.record({
  attributes: fc.record({ age: fc.integer({ min: 10, max: 90 }) }, { requiredKeys: [], noNullPrototype: true }),
  visitsPerMonth: rates,
  purchasesPerMonth: rates,
  affinity: fc.dictionary(fc.constantFrom(...CATEGORIES), realBetween(0, 1), { noNullPrototype: true }),
  recent: fc.record({ visits: recentEvents, purchases: recentEvents }, { noNullPrototype: true }),
  offers: fc.dictionary(
    fc.constantFrom('o0', 'o1', 'o2'),
    fc.record({ impressions: fc.nat(9), accepts: fc.nat(3), dismissals: fc.nat(3) }, { noNullPrototype: true }),
    { noNullPrototype: true },
  ),
});

const randomSituation = fc.record({
  cell: maybe(fc.constant(CELL)),
  moment: fc.record({
    name: fc.constantFrom(...MOMENTS),
    confidence: realBetween(0, 1),
    lengthSeconds: fc.nat(900),
  }),
  timeZone: maybe(fc.constantFrom('Europe/Berlin', 'Asia/Kolkata')),
  sensitivePlace: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
  zones: fc.constantFrom([], [{ id: 'square', change: 'enter' as const }]),
});

/** A decision over the whole catalog, every offer in sight. */
export function randomInput(catalog: Catalog): fc.Arbitrary<DecisionInput> {
  const sightings = fc.tuple(...offersIn(catalog).map(({ ordinal }) => randomSighting(ordinal)));
  return fc
    .record({
      seed: fc.nat(2 ** 31),
      now: fc.integer({ min: NOON - 10 * HOUR, max: NOON + 14 * HOUR }),
      outbound: fc.boolean(),
      placements: fc.subarray(['card', 'banner'], { minLength: 1 }),
      limit: fc.integer({ min: 1, max: 3 }),
      locale: fc.constantFrom('de', 'de-AT', undefined),
      addressForm: fc.constantFrom('du', 'sie', 'neutral', undefined),
      consents: fc.record({
        location: mostly,
        locationClass: fc.constant('precise' as const),
        profiling: mostly,
        marketing: mostly,
      }),
      profile: randomProfile,
      contacts: fc.array(
        fc.record({
          at: fc.integer({ min: NOON - 3 * DAY, max: NOON }),
          offerId: fc.constantFrom('o0', 'o1', 'else'),
          outbound: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
      rests: fc.dictionary(fc.constantFrom('o0', '*', 'o1@881f1d4897fffff'), anyTime, {
        maxKeys: 1,
        noNullPrototype: true,
      }),
      context: fc.record(
        { weather: fc.constantFrom('sunny', 'rainy', 'foggy'), temperature: fc.integer({ min: -20, max: 40 }) },
        { requiredKeys: [], noNullPrototype: true },
      ),
      shortages: maybe(
        fc.dictionary(fc.constantFrom('o0', 'o1'), fc.constantFrom('OUT_OF_STOCK', 'OUT_OF_BUDGET'), {
          minKeys: 1,
          noNullPrototype: true,
        }),
      ),
      situation: fc.tuple(randomSituation, sightings).map(([situation, seen]) => ({ ...situation, sightings: seen })),
    })
    .map((change) => inputOf(change as never));
}
