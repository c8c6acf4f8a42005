import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { catalogFile } from '../contract/catalog.js';
import { whereAt } from './journey.js';
import { PersonalDay } from './personal-day.js';
import { createPeople, PURPOSES } from './person.js';
import { planDay } from './plan-day.js';
import { metresBetween, pathMetres } from './plane.js';
import { cityOf, readOffers } from './world.js';

const MINUTE_MS = 60_000;
const MIDNIGHT = Date.parse('2026-11-19T23:00:00Z');
const NEXT = Date.parse('2026-11-22T23:00:00Z');
const city = cityOf(readOffers(catalogFile.parse(JSON.parse(readFileSync('config/demo/catalog.json', 'utf8'))), 7));
const people = createPeople(100, city, 7);
const legsOf = (seed: number) => createPeople(20, city, seed).map((person) => planDay(person, city, MIDNIGHT, NEXT));

describe('people', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(legsOf(7)).toEqual(legsOf(7));
    expect(legsOf(8)).not.toEqual(legsOf(7));
  });

  it('refuse one purpose in each five of them, and every purpose is refused by somebody', () => {
    for (let block = 0; block < 100; block += 5) {
      expect(people.slice(block, block + 5).filter(({ refusal }) => refusal)).toHaveLength(1);
    }
    expect(new Set(people.map(({ refusal }) => refusal?.purpose))).toEqual(new Set([undefined, ...PURPOSES]));
  });

  it('speak German with du or sie, or English with neither', () => {
    for (const { locale, addressForm } of people) expect(addressForm === 'neutral').toBe(locale === 'en');
    expect(new Set(people.map(({ addressForm }) => addressForm)).size).toBe(3);
  });
});

describe('a planned day', () => {
  const days = people.map((person) => planDay(person, city, MIDNIGHT, NEXT));

  it('has no gap in time or place and ends asleep', () => {
    for (const legs of days) {
      expect(legs[0]!.fromMs).toBe(MIDNIGHT);
      expect(legs.at(-1)).toMatchObject({ kind: 'sleep', toMs: NEXT });
      legs.slice(1).forEach((leg, index) => {
        expect(leg.fromMs).toBe(legs[index]!.toMs);
        expect(metresBetween(leg.path[0]!, legs[index]!.path.at(-1)!)).toBeLessThan(1);
      });
    }
  });

  it('keeps the speed of feet and trains', () => {
    const limits = {
      walk: { slowest: 1.1, fastest: 1.6 },
      stroll: { slowest: 0.5, fastest: 0.9 },
      ride: { slowest: 8, fastest: 15 },
      queue: { slowest: 0, fastest: 0.1 },
    };
    for (const leg of days.flat()) {
      const { slowest, fastest } = limits[leg.kind as keyof typeof limits] ?? { slowest: 0, fastest: 0 };
      const metres = pathMetres(leg.path);
      if (metres === 0) continue;
      const mps = metres / ((leg.toMs - leg.fromMs) / 1000);
      // A leg of a few metres is rounded to whole milliseconds.
      expect(mps).toBeGreaterThan(slowest - 0.01);
      expect(mps).toBeLessThan(fastest + 0.01);
    }
  });

  it('has people on their way, waiting and in queues soon after eight', () => {
    const from = MIDNIGHT + 8 * 60 * MINUTE_MS;
    const kinds = days.flatMap((legs) => [0, 5, 10].map((minute) => whereAt(legs, from + minute * MINUTE_MS).leg.kind));
    expect(new Set(kinds)).toEqual(new Set(['dwell', 'walk', 'ride', 'wait', 'queue', 'sleep', 'stroll']));
  });
});

describe('a night', () => {
  it('is slept through, and a weekend too', () => {
    for (const person of people.slice(0, 20)) {
      const day = new PersonalDay(person, city, MIDNIGHT);
      const wakesMs = day.wakesAt(NEXT - 60 * MINUTE_MS);
      expect(day.whereAt(wakesMs - 1).leg.kind).toBe('sleep');
      expect(day.whereAt(wakesMs).leg.kind).toBe('dwell');
      expect(wakesMs - NEXT).toBeGreaterThan(6 * 60 * MINUTE_MS);
      expect(wakesMs - NEXT).toBeLessThan(10 * 60 * MINUTE_MS);
    }
  });
});

describe('an accepted offer', () => {
  it('leads to the shop and back on the way', () => {
    const person = people.find(({ way }) => way === 'flaneur')!;
    const day = new PersonalDay(person, city, MIDNIGHT);
    const atMs = planDay(person, city, MIDNIGHT, NEXT).find(({ kind }) => kind === 'wait')!.fromMs + 30_000;
    const before = day.whereAt(atMs).point;
    const shop = { lat: before.lat + 0.001, lng: before.lng };
    const counterMs = day.detourTo(shop, atMs);
    expect(counterMs - atMs).toBeGreaterThan(2 * MINUTE_MS);
    expect(metresBetween(day.whereAt(counterMs).point, shop)).toBeLessThan(10);
    expect(metresBetween(day.whereAt(atMs).point, before)).toBeLessThan(1);
    const kinds = [1, 4, 8].map((minutes) => day.whereAt(counterMs + minutes * MINUTE_MS).leg.kind);
    expect(kinds[0]).toBe('walk');
    expect(kinds).toContain('wait');
  });
});
