import { describe, expect, it } from '@jest/globals';
import type { Condition } from '../contract/rule.js';
import type { Facts } from '../core/types/facts.js';
import type { Rule } from '../core/types/offer.js';
import { RuleBook } from './compile-rule.js';

const compileRule = (layer: Condition[]) => new RuleBook().rule(layer).rule.test;

const facts: Facts = {
  profile: {
    attributes: { age: 34, city: 'Berlin', member: false },
    visitsPerMonth: { 'restaurant-mid': 2.5 },
    purchasesPerMonth: { coffee: 0 },
    affinity: { coffee: 0.6 },
    recent: { visits: {}, purchases: {} },
    offers: {},
  },
  context: { weather: 'rainy', temperature: -3 },
  offer: { impressions: 4, accepts: 0, dismissals: 1 },
  offerAttributes: { percent: 20, brand: 'Nord' },
  now: 1_750_000_000_000,
};

describe('a condition', () => {
  it.each<[field: string, op: Condition['op'], value: unknown, holds: boolean]>([
    ['attributes.age', '==', 34, true],
    ['offer.attributes.percent', '>=', 20, true],
    ['offer.attributes.brand', '==', 'Süd', false],
    ['offer.attributes.colour', '==', 'red', false],
    ['attributes.age', '==', '34', false],
    ['attributes.age', '!=', 35, true],
    ['attributes.age', '!=', '34', false],
    ['attributes.age', '<', 34, false],
    ['attributes.age', '<=', 34, true],
    ['attributes.age', '>', 33.9, true],
    ['attributes.age', '>=', 34.1, false],
    ['attributes.city', '==', 'Berlin', true],
    ['attributes.member', '==', false, true],
    ['attributes.member', '!=', true, true],
    ['attributes.city', 'in', ['Bonn', 'Berlin'], true],
    ['attributes.city', 'notIn', ['Bonn', 'Berlin'], false],
    ['attributes.age', 'in', ['34'], false],
    ['visitsPerMonth.restaurant-mid', '>', 2, true],
    ['purchasesPerMonth.coffee', '==', 0, true],
    ['affinity.coffee', '>=', 0.6, true],
    ['context.weather', '==', 'rainy', true],
    ['context.temperature', '<', 0, true],
    ['offer.impressions', '<', 5, true],
    ['offer.accepts', '==', 0, true],
    ['offer.dismissals', 'present', undefined, true],
    ['attributes.age', 'present', undefined, true],
    ['attributes.age', 'absent', undefined, false],
    ['attributes.shoeSize', 'absent', undefined, true],
    ['attributes.shoeSize', 'present', undefined, false],
    // What is not known fails every condition but absence.
    ['attributes.shoeSize', '!=', 40, false],
    ['attributes.shoeSize', 'notIn', [40], false],
    ['visitsPerMonth.bar', '<', 1, false],
  ])('%s %s %j: %s', (field, op, value, holds) => {
    expect(compileRule([{ field, op, value } as Condition])(facts)).toBe(holds);
  });

  it.each([
    'attributes.constructor',
    'attributes.toString',
    'attributes.hasOwnProperty',
    'context.valueOf',
    'visitsPerMonth.constructor',
    'purchasesPerMonth.constructor',
    'affinity.constructor',
  ])('on %s sees nothing: no field of the language itself', (field) => {
    expect(compileRule([{ field, op: 'absent' }])(facts)).toBe(true);
    expect(compileRule([{ field, op: 'present' }])(facts)).toBe(false);
  });
});

describe('a layer', () => {
  it('holds when all of its conditions do, and when it has none', () => {
    const yes: Condition = { field: 'attributes.age', op: 'present' };
    const no: Condition = { field: 'attributes.age', op: 'absent' };
    expect([[], [yes], [yes, yes], [yes, no], [no, yes]].map((layer) => compileRule(layer)(facts))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('rules of one catalog', () => {
  const adult: Condition = { field: 'attributes.age', op: '>=', value: 18 };
  const unseen: Condition = { field: 'offer.impressions', op: '<', value: 3 };

  it('are one rule where the conditions are the same, asked once where they look at the customer alone', () => {
    const book = new RuleBook();
    const [first, again, other] = [[adult], [{ ...adult }], [{ ...adult, value: 21 }]].map(
      (layer) => book.rule(layer).rule,
    ) as [Rule, Rule, Rule];
    expect(again).toBe(first);
    expect(first.isShared).toBe(true);
    expect(other).not.toBe(first);
    expect(other.isShared).toBe(false);
  });

  it('are asked for each offer where they look at what became of it', () => {
    const book = new RuleBook();
    book.rule([adult, unseen]);
    expect(book.rule([adult, unseen]).rule.isShared).toBe(false);
  });
});
