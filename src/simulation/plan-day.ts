// What somebody does from waking to sleeping. Everybody's day is drawn once, so the same seed gives the same city.
import { shopsNear, type City, type Shop, type Station } from './city.js';
import { Journey, type Leg } from './journey.js';
import type { Person } from './person.js';
import { metresBetween, shiftTowards } from './plane.js';
import type { Random } from './random.js';
import { findRide } from './route.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Errand = 'breakfast' | 'lunch' | 'browse' | 'evening';
const CATEGORIES: Readonly<Record<Errand, readonly string[]>> = {
  breakfast: ['coffee', 'bakery', 'takeaway'],
  lunch: ['takeaway', 'restaurant-budget', 'restaurant-mid', 'bakery'],
  browse: ['coffee', 'bakery', 'books', 'florist', 'bicycle', 'culture'],
  evening: ['bar', 'restaurant-mid', 'restaurant-budget', 'culture'],
};

interface Day {
  readonly journey: Journey;
  readonly person: Person;
  readonly city: City;
  readonly random: Random;
  /** Local midnight. */
  readonly startMs: number;
}

/** The legs from local midnight until `nextDayMs`, when the next plan takes over. */
export function planDay(person: Person, city: City, startMs: number, nextDayMs: number): Leg[] {
  const random = person.random.fork(Math.round(startMs / HOUR_MS));
  const day: Day = { journey: new Journey(person.home, startMs, random), person, city, random, startMs };
  if (person.way === 'commuter') commute(day);
  if (person.way === 'flaneur') stroll(day);
  if (person.way === 'traveller') travel(day);
  goHome(day);
  day.journey.stayUntil('sleep', nextDayMs);
  return day.journey.legs;
}

function commute(day: Day): void {
  const { journey, person, random } = day;
  leaveHome(day, random.between(7.2, 8.8));
  takeTrain(day, person.homeStation, person.workStation);
  if (random.chance(0.6)) visit(day, 'breakfast');
  journey.walkTo(person.work).stayUntil('dwell', atHour(day, random.between(11.6, 13)));
  if (random.chance(0.8)) {
    journey.companion = random.pick(['alone', 'friends', 'friends']);
    visit(day, 'lunch');
    if (random.chance(0.4)) walkAbout(day, person.workStation, 1);
    journey.companion = 'alone';
  }
  journey.walkTo(person.work).stayUntil('dwell', atHour(day, random.between(16.3, 18.2)));
  spendEvening(day, person.workStation);
}

function stroll(day: Day): void {
  const { journey, person, random } = day;
  leaveHome(day, random.between(7.4, 9.2));
  journey.companion = random.pick(['alone', 'alone', 'friends', 'partner', 'children']);
  let station = person.homeStation;
  const enoughMs = atHour(day, random.between(16, 18.5));
  while (journey.nowMs < enoughMs) {
    const next = random.pick(day.city.hubs);
    takeTrain(day, station, next);
    station = next;
    visit(day, journey.nowMs < atHour(day, 11) ? 'breakfast' : journey.nowMs < atHour(day, 14.5) ? 'lunch' : 'browse');
    walkAbout(day, station, 2);
  }
  spendEvening(day, station);
}

function travel(day: Day): void {
  const { journey, person, random } = day;
  leaveHome(day, random.between(7.3, 8.3));
  journey.walkTo(beside(person.homeStation, random)).stay('wait', random.between(4, 15) * MINUTE_MS);
  if (random.chance(0.7)) visit(day, 'breakfast');
  takeTrain(day, person.homeStation, person.workStation);
  journey.walkTo(person.work).stayUntil('dwell', atHour(day, random.between(11.5, 13)));
  visit(day, 'lunch');
  walkAbout(day, person.workStation, 2);
  let station = person.workStation;
  const enoughMs = atHour(day, random.between(16.5, 18));
  while (journey.nowMs < enoughMs) {
    const next = random.pick(day.city.hubs);
    takeTrain(day, station, next);
    station = next;
    walkAbout(day, station, 3);
    visit(day, 'browse');
  }
  spendEvening(day, station);
}

function spendEvening(day: Day, station: Station): void {
  const { journey, person, random } = day;
  let at = station;
  if (random.chance(0.6)) {
    journey.companion = random.pick(['friends', 'partner', 'alone']);
    if (random.chance(0.6)) {
      at = random.pick(day.city.hubs);
      takeTrain(day, station, at);
      walkAbout(day, at, 1);
    }
    visit(day, 'evening');
  }
  takeTrain(day, at, person.homeStation);
  journey.companion = 'alone';
}

function leaveHome({ journey, startMs }: Day, hour: number): void {
  const leaveMs = startMs + hour * HOUR_MS;
  journey.stayUntil('sleep', leaveMs - 35 * MINUTE_MS).stayUntil('dwell', leaveMs);
}

function goHome(day: Day): void {
  const { journey, person, random } = day;
  journey
    .walkTo(person.home)
    .stay('dwell', 15 * MINUTE_MS)
    .stayUntil('dwell', atHour(day, random.between(22, 23.3)));
}

function takeTrain({ journey, city, random }: Day, from: Station, to: Station): void {
  if (from === to) return;
  journey.walkTo(beside(from, random)).stay('wait', random.between(1.5, 7) * MINUTE_MS);
  journey.ride(findRide(city, from, to)).walkTo(beside(to, random));
}

/** Goes to a shop of one's taste nearby: a short queue for things to take away, a seat for the rest. */
function visit(day: Day, errand: Errand): void {
  const { journey, random } = day;
  const shop = chooseShop(day, CATEGORIES[errand]);
  if (!shop) return;
  journey.walkTo(shiftTowards(shop.point, random.between(0, 360), random.between(2, 10)));
  journey.queue(random.between(1.5, 5) * MINUTE_MS);
  const sitsDown = errand !== 'breakfast' || random.chance(0.25);
  const [shortest, longest] = errand === 'evening' ? [40, 110] : [12, 35];
  if (sitsDown) journey.stay('dwell', random.between(shortest, longest) * MINUTE_MS);
}

/** Past shop windows and round the block. */
function walkAbout(day: Day, station: Station, stops: number): void {
  const { journey, city, random } = day;
  const windows = shopsNear(city.shops, station.point);
  if (windows.length === 0) return;
  for (let stop = 0; stop < stops; stop++) {
    journey.strollTo(shiftTowards(random.pick(windows).point, random.between(0, 360), random.between(5, 40)));
    journey.stay('dwell', random.between(1, 8) * MINUTE_MS);
  }
}

function chooseShop({ journey, city, person, random }: Day, categories: readonly string[]): Shop | undefined {
  const near = shopsNear(city.shops, journey.point).filter(({ category }) => categories.includes(category));
  if (near.length === 0) return undefined;
  return random.pickWeighted(near, (shop) => {
    return ((person.taste[shop.category] ?? 0.2) + 0.05) / (100 + metresBetween(shop.point, journey.point));
  });
}

function beside(station: Station, random: Random) {
  return shiftTowards(station.point, random.between(0, 360), random.between(5, 45));
}

function atHour({ startMs }: Day, hour: number): number {
  return startMs + hour * HOUR_MS;
}
