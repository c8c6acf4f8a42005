import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogFile, type Treatment } from '../contract/catalog.js';
import { createCity, nearestStation } from './city.js';
import { metresBetween } from './plane.js';

const catalog = catalogFile.parse(JSON.parse(readFileSync('config/demo/catalog.json', 'utf8')));
const treatments = catalog.offers.flatMap((offer) => offer.treatments);
const textOf = (treatment: Treatment, locale: string, form: 'du' | 'sie' | 'neutral') => {
  const words = treatment.texts[locale]![form]!;
  return `${words.title} ${words.body}`;
};
const MODEL_CATEGORIES = ['coffee', 'bar', 'takeaway', 'restaurant-budget', 'restaurant-mid'];
const SENSITIVE = /pharma|health|doctor|clinic|church|mosque|casino|betting|tobacco|erotic/;

describe('the catalog of the demo', () => {
  it('has many offers with unique ids, for all forms of notice', () => {
    const ids = [...catalog.offers.map(({ id }) => id), ...treatments.map(({ id }) => id)];
    expect(catalog.offers.length).toBeGreaterThanOrEqual(44);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(treatments.map(({ format }) => format))).toEqual(new Set(['glance', 'short', 'rich']));
    for (const offer of catalog.offers) expect(offer.treatments.length).toBeGreaterThanOrEqual(2);
  });

  it('speaks German with du and with Sie, and English', () => {
    for (const treatment of treatments) {
      expect(Object.keys(treatment.texts)).toEqual(['de', 'en']);
      expect(Object.keys(treatment.texts.de!).sort()).toEqual(['du', 'sie']);
      expect(Object.keys(treatment.texts.en!)).toEqual(['neutral']);
    }
  });

  it.each(treatments.map((treatment) => [treatment.id, treatment] as const))('addresses well: %s', (_id, treatment) => {
    expect(textOf(treatment, 'de', 'du')).not.toMatch(/(?<!\p{L})(Sie|Ihr(e[rmns]?)?|Ihnen)(?!\p{L})/u);
    expect(textOf(treatment, 'de', 'sie')).not.toMatch(
      /(?<!\p{L})(du|dir|dich|dein(e[rmns]?)?|euch|eu(er|re))(?!\p{L})/iu,
    );
    if (treatment.format !== 'glance') return;
    for (const form of ['du', 'sie'] as const) expect(treatment.texts.de![form]!.title.length).toBeLessThanOrEqual(26);
  });

  it('has shops near real stations, some areas as polygons, some offers for everywhere', () => {
    const { stations } = createCity([]);
    for (const { place } of catalog.offers) {
      if (place) expect(metresBetween(place, nearestStation(stations, place).point)).toBeLessThan(250);
    }
    const areas = catalog.offers.map(({ where }) => where?.area);
    expect(areas.filter((area) => area && 'polygon' in area).length).toBeGreaterThanOrEqual(4);
    expect(catalog.offers.filter(({ where }) => !where).length).toBeGreaterThanOrEqual(2);
  });

  it('has nothing sensitive, and a starting propensity where the model knows no better', () => {
    for (const { category, startingPropensity } of catalog.offers) {
      expect(category).not.toMatch(SENSITIVE);
      expect(MODEL_CATEGORIES.includes(category) || startingPropensity !== undefined).toBe(true);
    }
  });
});
