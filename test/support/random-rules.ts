import fc from 'fast-check';
import { toExpression } from '../../src/catalog/rule-language/read-rule.js';
import type { RuleFields } from '../../src/catalog/rule-language/rule-fields.js';
import { writeCel } from '../../src/catalog/rule-language/write-cel.js';
import type { Condition, RuleSource, RuleTree } from '../../src/contract/rule.js';
import type { Facts, Rates, Scalar, Scalars } from '../../src/core/types/facts.js';

const NOW = Date.UTC(2026, 5, 17, 10);
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** What the random rules ask of, and what they hold it against. */
export const KNOWN_FIELDS: RuleFields = {
  attributes: { age: { type: 'number' }, city: { type: 'text' }, member: { type: 'boolean' } },
  context: { weather: { type: 'level', levels: ['sunny', 'rainy'] }, temperature: { type: 'number' } },
  offerAttributes: { percent: { type: 'number' }, brand: { type: 'text' } },
};

const VALUES: Readonly<Record<string, readonly Scalar[]>> = {
  'attributes.age': [17, 18, 18.5, -1, 0, 1e21],
  'attributes.city': ['Berlin', 'München', '', 'a "quoted" \\ text', '😀\n'],
  'attributes.member': [true, false],
  'context.weather': ['sunny', 'rainy'],
  'context.temperature': [-3, 0, 21.5],
  'visitsPerMonth.coffee': [0, 0.5, 2],
  'visitsPerMonth.restaurant-mid': [0, 0.5, 2],
  'purchasesPerMonth.bar': [0, 1],
  'affinity.coffee': [0, 0.4, 1],
  'offer.impressions': [0, 1, 3],
  'offer.dismissals': [0, 1],
  'offer.attributes.percent': [0, 20, 33.3],
  'offer.attributes.brand': ['Nord', ''],
};
const FIELDS = Object.keys(VALUES);
const comparison = fc.constantFrom(
  '==' as const,
  '!=' as const,
  '<' as const,
  '<=' as const,
  '>' as const,
  '>=' as const,
);

const fieldCondition: fc.Arbitrary<Condition> = fc.constantFrom(...FIELDS).chain((field) => {
  const value = fc.constantFrom(...VALUES[field]!);
  return fc.oneof(
    fc.record({ field: fc.constant(field), op: comparison, value }, { noNullPrototype: true }),
    fc.record({ field: fc.constant(field), op: fc.constantFrom('present' as const, 'absent' as const) }),
    fc.record({
      field: fc.constant(field),
      op: fc.constantFrom('in' as const, 'notIn' as const),
      value: fc.array(value, { minLength: 1, maxLength: 4 }),
    }),
  );
});

const lookBackCondition: fc.Arbitrary<Condition> = fc.record(
  {
    field: fc.constantFrom('visitsInDays' as const, 'purchasesInDays' as const),
    category: fc.constantFrom('coffee', 'restaurant-mid'),
    days: fc.integer({ min: 1, max: 90 }),
    op: comparison,
    value: fc.integer({ min: 0, max: 9 }),
  },
  { requiredKeys: ['field', 'days', 'op', 'value'] },
);

export const randomCondition = fc.oneof(
  { arbitrary: fieldCondition, weight: 4 },
  { arbitrary: lookBackCondition, weight: 1 },
);

export const randomTree: fc.Arbitrary<RuleTree> = fc.letrec<{ tree: RuleTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    randomCondition,
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
})).tree;

export const randomRule: fc.Arbitrary<RuleSource> = fc.oneof(randomTree, fc.array(randomCondition, { maxLength: 5 }));

const someOf = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name.split('.').at(-1)!, fc.constantFrom(...VALUES[name]!)])), {
    requiredKeys: [],
    noNullPrototype: true,
  });
const someOfGroup = (group: string) => someOf(FIELDS.filter((field) => field.startsWith(`${group}.`)));

const recentEvents = fc.dictionary(
  fc.constantFrom('*', 'coffee', 'restaurant-mid'),
  fc
    .array(fc.nat(100 * DAY_MINUTES), { minLength: 1, maxLength: 10 })
    .map((ages) => ages.sort((a, b) => a - b).map((age) => NOW / MINUTE_MS - age)),
  { noNullPrototype: true },
);

/** A customer of whom much is known, or little; each value is of its declared type. */
export const randomFacts: fc.Arbitrary<Facts> = fc.record({
  profile: fc.record({
    attributes: someOfGroup('attributes') as fc.Arbitrary<Scalars>,
    visitsPerMonth: someOfGroup('visitsPerMonth') as fc.Arbitrary<Rates>,
    purchasesPerMonth: someOfGroup('purchasesPerMonth') as fc.Arbitrary<Rates>,
    affinity: someOfGroup('affinity') as fc.Arbitrary<Rates>,
    recent: fc.record({ visits: recentEvents, purchases: recentEvents }),
    offers: fc.constant({}),
  }),
  context: someOfGroup('context') as fc.Arbitrary<Scalars>,
  offerAttributes: someOfGroup('offer.attributes') as fc.Arbitrary<Scalars>,
  offer: fc.record({ impressions: fc.nat(4), accepts: fc.nat(2), dismissals: fc.nat(2) }),
  now: fc.constant(NOW),
});

/** A customer whose values are of any type, and whose fields have the names that languages trip over. */
export const hostileFacts: fc.Arbitrary<Facts> = randomFacts.chain((facts) => {
  const anything = fc.dictionary(
    fc.constantFrom('age', 'city', 'member', 'weather', 'coffee', 'constructor', 'toString'),
    fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant('x'.repeat(200))),
    { noNullPrototype: true },
  );
  return fc.record({ attributes: anything, context: anything }).map(({ attributes, context }) => ({
    ...facts,
    context,
    profile: { ...facts.profile, attributes, visitsPerMonth: attributes as Record<string, number> },
  }));
});

const operand = fc.oneof(
  fc.constantFrom(
    ...[
      'attributes.age',
      'attributes.city',
      'attributes.member',
      'context.weather',
      'offer.impressions',
      'true',
      '1',
      '0.5',
    ],
    ...[
      '"Berlin"',
      'visitsPerMonth["restaurant-mid"]',
      'affinity.coffee',
      'purchasesInDays("coffee", 30)',
      'visitsInDays(7)',
    ],
    ...['size(attributes.city)', 'has(attributes.age)', '-offer.dismissals', 'offer.accepts / 0', '1e308 * 1e308'],
    ...[
      'attributes.__proto__',
      'attributes["constructor"]',
      'attributes.toString()',
      'constructor',
      'offer.constructor',
    ],
    ...['attributes.age.constructor', '__proto__', 'null', '[1]', '{"a": 1}', 'b"x"', '1u', 'this', 'attributes'],
  ),
  fc.constantFrom(
    'offer.attributes.percent',
    'offer.attributes',
    'offer.attributes.__proto__',
    '"brand" in offer.attributes',
  ),
  fc.constantFrom('"'.repeat(3), "'a'", 'r"\\d"', '99999999999999999999999', '"\\u0000"', '"\\ud800"'),
);
const joiner = fc.constantFrom(
  ' && ',
  ' || ',
  ' == ',
  ' != ',
  ' < ',
  ' >= ',
  ' + ',
  ' * ',
  ' / ',
  ' - ',
  ' in ',
  '.',
  ' ? ',
  ' : ',
  ', ',
  ' % ',
);

/** Texts that are nearly CEL, and that are anything. */
const wildText: fc.Arbitrary<string> = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    operand,
    fc.tuple(tie('text'), joiner, tie('text')).map((parts) => parts.join('')),
    tie('text').map((text) => `(${text})`),
    tie('text').map((text) => `!${text}`),
    tie('text').map((text) => `attributes.city.contains(${text})`),
    tie('text').map((text) => `attributes.city.matches(${text})`),
    tie('text').map((text) => `${text} in ["Berlin", 1, true]`),
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc
      .tuple(fc.constantFrom('(', '!', '-', '[', 'a.', 'true && ', '1 + '), fc.nat(400))
      .map(([text, n]) => text.repeat(n)),
  ),
})).text;

const rightText = randomRule.map((rule) => writeCel(toExpression(rule)));

/** A right text with a piece of it gone, or with something in between. */
const brokenText = fc
  .tuple(rightText, fc.nat(200), fc.nat(3), fc.oneof(fc.constant(''), operand, joiner))
  .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length));

/** Texts that are CEL, that are nearly, and that are anything. */
export const randomText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: wildText, weight: 3 },
  { arbitrary: brokenText, weight: 2 },
  { arbitrary: rightText, weight: 1 },
);
