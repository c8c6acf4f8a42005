import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCatalog } from '../../src/catalog/check-catalog.js';
import { compileCatalog } from '../../src/catalog/compile-catalog.js';
import type { CatalogFile } from '../../src/contract/catalog.js';
import { prepareDecision } from '../../src/core/decision.js';
import { situate } from '../../src/core/situate.js';
import type { DecisionInput, Prepared, Scores } from '../../src/core/types/decision.js';
import { EMPTY_PROFILE } from '../../src/core/types/facts.js';
import { EMPTY_TRAIL } from '../../src/core/types/fix.js';
import type { CustomerId, DecisionId, TenantId } from '../../src/core/types/ids.js';
import type { Catalog } from '../../src/core/types/offer.js';
import type { Policy } from '../../src/core/types/policy.js';
import type { Scorer } from '../../src/scoring/scorer.js';
import { lastWorkingDay } from '../../src/simulation/calendar.js';
import { PersonalDay } from '../../src/simulation/personal-day.js';
import { createPeople, type Person } from '../../src/simulation/person.js';
import { metresBetween } from '../../src/simulation/plane.js';
import { createRandom, type Random } from '../../src/simulation/random.js';
import { acceptanceOf, noticeOf } from '../../src/simulation/reaction.js';
import { cityOf, readOffers, type OfferedThing } from '../../src/simulation/world.js';
import { repositoryRoot } from './repository.js';

const PEOPLE = 300;
const MOST_TRIES = 100;
/** How far from its shop an offer is shown. */
const WALK_METRES = 1_000;
const HOUR_MS = 3_600_000;
const FIRST_HOUR = 8;
const LAST_HOUR = 20;
/** What a marketer says of an offer that no model knows is off by a factor of e to this, as a standard deviation. */
const GUESS_SPREAD = 0.8;
/** As many impressions as that is worth: few, for it is a guess. */
const GUESS_EVIDENCE = 10;
/** Categories that no model knows, and the mean acceptance of their offers within the walk. */
const NEW_CATEGORIES = [
  ['bakery', 0.11],
  ['books', 0.066],
  ['florist', 0.044],
  ['bicycle', 0.055],
  ['culture', 0.066],
] as const;

type Reaction = 'overlooked' | 'seen' | 'accepted';

/** Somebody opens the app's screen somewhere in the city: all that the engine knows, and what it does not. */
export interface Opening {
  readonly prepared: Prepared;
  readonly scores: Scores;
  /** By rows: what it is worth to show this offer, in minor units: chance of notice, of acceptance, and value. */
  readonly worth: readonly number[];
  /** By rows: what would come of it. The same whoever decides. */
  readonly reactions: readonly Reaction[];
}

/** One seed of the simulated city: the same people, ways, tastes and chances for every policy. */
export async function openingsOf(seed: number, count: number, policy: Policy, scorer: Scorer): Promise<Opening[]> {
  const random = createRandom(seed).fork(77);
  const file = newCatalog(random);
  const catalog = compileCatalog(file, `seed-${seed}`);
  const things = readOffers(file, seed);
  const city = cityOf(things);
  const people = createPeople(PEOPLE, city, seed);
  const day = lastWorkingDay(Date.UTC(2026, 5, 17, 12));
  const days = people.map((person) => new PersonalDay(person, city, day));
  const openings: Opening[] = [];
  for (let n = 0; openings.length < count; n += 1) {
    if (n > MOST_TRIES * count) throw new Error(`only ${openings.length} of ${n} had a choice`);
    const chance = random.fork(n);
    const who = Math.floor(chance.next() * people.length);
    // In the order of time: what is learnt is not forgotten backwards.
    const at =
      day + ((openings.length + chance.next()) / count) * (LAST_HOUR - FIRST_HOUR) * HOUR_MS + FIRST_HOUR * HOUR_MS;
    const opening = await openingAt(people[who]!, days[who]!, Math.round(at), chance, {
      catalog,
      things,
      policy,
      scorer,
    });
    if (opening) openings.push(opening);
  }
  return openings;
}

/**
 * The shops of the demo on the app's own screen, at any hour and within a walk, so that there is something to choose
 * between. Each has a second, new offer of a category that no model knows, of which the marketer has guessed.
 */
function newCatalog(random: Random): CatalogFile {
  const path = join(repositoryRoot, 'config', 'demo', 'catalog.json');
  const checked = checkCatalog(JSON.parse(readFileSync(path, 'utf8')));
  if (!checked.ok) throw new Error('the catalog of the demo is wrong');
  const guessOf = (mean: number) => Math.min(0.9, mean * Math.exp(GUESS_SPREAD * random.normal()));
  const known = checked.file.offers.flatMap(({ place, startingPropensity, treatments, ...offer }) => {
    if (!place) return [];
    const where = { area: { circle: { lat: place.lat, lng: place.lng, radiusMetres: WALK_METRES } } };
    const guess = startingPropensity && guessOf(startingPropensity);
    return {
      ...offer,
      place,
      where,
      when: undefined,
      startingPropensity: guess,
      startingEvidence: guess && GUESS_EVIDENCE,
      treatments: treatments.map((treatment) => ({ ...treatment, touchpoint: 'app-screen' })),
    };
  });
  const fresh = known.map((offer, i) => {
    const [category, mean] = NEW_CATEGORIES[i % NEW_CATEGORIES.length]!;
    return {
      ...offer,
      id: `${offer.id}-new`,
      category,
      valueMinor: random.pick(known).valueMinor,
      startingPropensity: guessOf(mean),
      startingEvidence: GUESS_EVIDENCE,
    };
  });
  return { ...checked.file, offers: [...known, ...fresh] };
}

interface Parts {
  readonly catalog: Catalog;
  readonly things: ReadonlyMap<string, OfferedThing>;
  readonly policy: Policy;
  readonly scorer: Scorer;
}

async function openingAt(
  person: Person,
  day: PersonalDay,
  at: number,
  chance: Random,
  { catalog, things, policy, scorer }: Parts,
): Promise<Opening | undefined> {
  const { point, leg } = day.whereAt(at);
  if (leg.kind === 'sleep') return undefined;
  const fix = { ...point, accuracyMetres: 15, at };
  const timeZone = 'Europe/Berlin';
  const { situation } = situate({ fixes: [fix], now: at, trail: EMPTY_TRAIL, affinity: {}, timeZone, catalog, policy });
  const prepared = prepareDecision(inputOf(person, at, chance, situation), catalog, policy, scorer.encoder);
  // Where there is nothing to choose from, nobody can choose better or worse.
  if (prepared.kept.length < 2) return undefined;
  const scores = await scorer.score(prepared.matrix, prepared.kept.length);
  const notice = noticeOf(leg.kind);
  const isNoticed = chance.chance(notice);
  const accepts = prepared.kept.map(({ offer }) => {
    const { category, appeal, shop } = things.get(offer.id)!;
    const metres = shop && metresBetween(point, shop.point);
    return acceptanceOf({ taste: person.taste[category] ?? 0.2, appeal, metres });
  });
  return {
    prepared,
    scores,
    worth: prepared.kept.map(({ offer }, row) => notice * accepts[row]! * (offer.valueMinor - offer.costMinor)),
    reactions: accepts.map((share): Reaction =>
      !isNoticed ? 'overlooked' : chance.chance(share) ? 'accepted' : 'seen',
    ),
  };
}

function inputOf(person: Person, now: number, chance: Random, situation: DecisionInput['situation']): DecisionInput {
  return {
    decisionId: `d-${now}` as DecisionId,
    seed: Math.floor(chance.next() * 2 ** 32),
    now,
    owner: { tenant: 'default' as TenantId, customer: person.id as CustomerId },
    touchpoint: 'app-screen',
    outbound: false,
    placements: ['card'],
    limit: 1,
    locale: person.locale,
    addressForm: person.addressForm,
    consents: { location: true, locationClass: 'precise', profiling: true, marketing: true },
    profile: { ...EMPTY_PROFILE, visitsPerMonth: person.visitsPerMonth },
    contacts: [],
    rests: {},
    context: {},
    situation,
  };
}
