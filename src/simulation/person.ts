// An invented customer: where they live and work, what they like, what they agreed to, and what the engine may know.
import type { City, Station } from './city.js';
import { shiftTowards, type Point } from './plane.js';
import { createRandom, type Random } from './random.js';

export const PURPOSES = ['location', 'profiling', 'marketing'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** How fond people are of a category, as mean and spread; the middle of the city drinks a lot of coffee. */
const TASTES: Readonly<Record<string, readonly [mean: number, spread: number]>> = {
  coffee: [0.55, 0.3],
  bakery: [0.5, 0.25],
  takeaway: [0.45, 0.25],
  'restaurant-budget': [0.4, 0.25],
  'restaurant-mid': [0.3, 0.25],
  bar: [0.3, 0.3],
  books: [0.3, 0.25],
  florist: [0.2, 0.2],
  bicycle: [0.25, 0.2],
  culture: [0.3, 0.25],
};

export interface Person {
  /** Pseudonym, such as c-042. */
  readonly id: string;
  readonly way: 'commuter' | 'flaneur' | 'traveller';
  readonly locale: 'de' | 'en';
  readonly addressForm: 'du' | 'sie' | 'neutral';
  readonly home: Point;
  readonly homeStation: Station;
  readonly work: Point;
  readonly workStation: Station;
  /** Hidden from the engine, which sees visits and reactions only: 0 never to 1 always. */
  readonly taste: Readonly<Record<string, number>>;
  readonly visitsPerMonth: Readonly<Record<string, number>>;
  readonly cyclist: boolean;
  /** What this customer did not agree to: withdrawn in words, or never granted. */
  readonly refusal?: { readonly purpose: Purpose; readonly how: 'withdrawn' | 'never-granted' };
  /** Some phones tell neither speed nor activity. */
  readonly plainPhone: boolean;
  readonly random: Random;
}

/** As many people as asked for; in each five of them exactly one refuses a purpose. */
export function createPeople(count: number, city: City, seed: number): Person[] {
  const chance = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const block = chance.fork(-2 - Math.floor(index / 5));
    return createPerson(index, city, chance.fork(index), index % 5 === Math.floor(block.next() * 5));
  });
}

function createPerson(index: number, city: City, random: Random, refuses: boolean): Person {
  const way = random.pickWeighted(['commuter', 'flaneur', 'traveller'] as const, waysByShare);
  const workStation = random.pickWeighted(city.hubs, ({ weight }) => weight);
  // Travellers sleep where the trains are; everybody else anywhere in the city.
  const homes = (way === 'traveller' ? city.hubs : city.stations).filter((station) => station !== workStation);
  const homeStation = random.pick(homes);
  const locale = random.chance(way === 'traveller' ? 0.4 : 0.12) ? 'en' : 'de';
  const taste = drawTaste(random);
  return {
    id: `c-${String(index + 1).padStart(3, '0')}`,
    way,
    locale,
    addressForm: locale === 'en' ? 'neutral' : random.chance(0.55) ? 'du' : 'sie',
    home: shiftTowards(homeStation.point, random.between(0, 360), random.between(150, 550)),
    homeStation,
    work: shiftTowards(workStation.point, random.between(0, 360), random.between(90, 380)),
    workStation,
    taste,
    visitsPerMonth: drawVisits(taste, random),
    cyclist: taste.bicycle! > 0.3,
    ...(refuses
      ? { refusal: { purpose: random.pick(PURPOSES), how: random.chance(0.5) ? 'withdrawn' : 'never-granted' } }
      : {}),
    plainPhone: random.chance(0.1),
    random: random.fork(1),
  };
}

function waysByShare(way: Person['way']): number {
  return { commuter: 0.55, flaneur: 0.27, traveller: 0.18 }[way];
}

function drawTaste(random: Random): Record<string, number> {
  const draw = ([mean, spread]: readonly [number, number]) => Math.min(1, Math.max(0, mean + spread * random.normal()));
  return Object.fromEntries(Object.entries(TASTES).map(([category, shape]) => [category, draw(shape)]));
}

/** What is seen of a taste: a rough figure, a little off. */
function drawVisits(taste: Readonly<Record<string, number>>, random: Random): Record<string, number> {
  const visits = ([category, liking]: [string, number]) => [
    category,
    Math.max(0, Math.round(10 * liking ** 2 + random.normal())),
  ];
  return Object.fromEntries(Object.entries(taste).map(visits));
}
