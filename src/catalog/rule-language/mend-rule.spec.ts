import { describe, expect, it } from '@jest/globals';
import { KNOWN_FIELDS } from '../../../test/support/random-rules.js';
import { mendRule } from './mend-rule.js';

describe('a faulty rule', () => {
  it.each([
    ['attributes.age = 18', 'attributes.age == 18'],
    ['attributes.age >= 18 and attributes.member', 'attributes.age >= 18 && attributes.member'],
    ['attributes.age >= 18 und attributes.member', 'attributes.age >= 18 && attributes.member'],
    ['attributes.age > 1 & attributes.agee < 2', 'attributes.age > 1 && attributes.age < 2'],
    ['attributes.city = „Köln“', 'attributes.city == "Köln"'],
    [
      'attributes.city == "Rock and Roll" or attributes.member',
      'attributes.city == "Rock and Roll" || attributes.member',
    ],
    ['attributes.city == "Köln', 'attributes.city == "Köln"'],
    ['(attributes.age >= 18', '(attributes.age >= 18)'],
    ['attributes.age >= "18"', 'attributes.age >= 18'],
    ['attributes.city == 10115', 'attributes.city == "10115"'],
    ['attributes.member == "true"', 'attributes.member == true'],
    ['context.wether == "rany"', 'context.weather == "rainy"'],
  ])('%s may be meant as %s', (text, mended) => expect(mendRule(text, KNOWN_FIELDS)).toBe(mended));

  it.each([
    '',
    '?',
    'attributes.shoeSize > 40',
    'attributes.age > "alt"',
    'attributes.age.matches("x")',
    '('.repeat(9_000),
  ])('of which nobody knows what is meant is left: %.30s', (text) =>
    expect(mendRule(text, KNOWN_FIELDS)).toBeUndefined(),
  );
});
