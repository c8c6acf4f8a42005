import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readBusiness } from '../platform/config/business.js';
import { offerOf, type OfferInput } from '../../test/support/builders.js';
import { KNOWN_FIELDS } from '../../test/support/random-rules.js';
import { EMPTY_PROFILE, type Facts } from '../core/types/facts.js';
import { checkCatalog } from './check-catalog.js';
import { compileTest } from './rule-language/compile-expression.js';
import { readRule } from './rule-language/read-rule.js';
import { configuredFields, OPEN_FIELDS } from './rule-language/rule-fields.js';

const NOBODY: Facts = {
  profile: EMPTY_PROFILE,
  context: {},
  offer: { impressions: 0, accepts: 0, dismissals: 0 },
  offerAttributes: {},
  now: 0,
};

type Eligibility = OfferInput['eligibility'];

function problemsOf(eligibility: unknown, change: object = {}) {
  const file = { offers: [offerOf('join', { eligibility: eligibility as Eligibility })], ...change };
  const checked = checkCatalog(file, KNOWN_FIELDS);
  return checked.ok ? [] : checked.problems;
}

const FAULTS: readonly [text: string, code: string, at: string, message: RegExp, suggestion?: string][] = [
  [
    'attributes.agee >= 18',
    'RULE_UNKNOWN_FIELD',
    '1:1',
    /no attributes\.agee; did you mean attributes\.age\?/,
    'attributes.age >= 18',
  ],
  [
    'context.weather == "sunny" &&\n  context.wether == "rainy"',
    'RULE_UNKNOWN_FIELD',
    '2:3',
    /mean context\.weather\?/,
    'context.weather == "sunny" &&\n  context.weather == "rainy"',
  ],
  ['attribute.age >= 18', 'RULE_UNKNOWN_FIELD', '1:1', /did you mean attributes\?/, 'attributes.age >= 18'],
  ['attributes.shoeSize > 40', 'RULE_UNKNOWN_FIELD', '1:1', /config\/profile\.yaml/],
  ['offer.accept > 0', 'RULE_UNKNOWN_FIELD', '1:1', /offer\.accepts/, 'offer.accepts > 0'],
  ['attributes.age >= "18"', 'RULE_WRONG_TYPE', '1:19', /attributes\.age is a number, and "18" is a text/],
  ['context.weather == "rainyy"', 'RULE_WRONG_TYPE', '1:20', /did you mean "rainy"\?/, 'context.weather == "rainy"'],
  ['attributes.age', 'RULE_WRONG_TYPE', '1:1', /compare it with something/],
  ['attributes.age && attributes.member', 'RULE_WRONG_TYPE', '1:1', /true or false stands here/],
  ['attributes.age == attributes.city', 'RULE_WRONG_TYPE', '1:1', /cannot be compared/],
  ['attributes.age.startsWith("1")', 'RULE_WRONG_TYPE', '1:1', /a text stands here/],
  ['purchasesInDays("coffee", 30) > 10', 'RULE_WRONG_TYPE', '1:33', /counts up to 10: ask for at most > 9/],
  ['10 < purchasesInDays(30)', 'RULE_WRONG_TYPE', '1:1', /counts up to 10/],
  ['visitsInDays("coffee", 91) > 1', 'RULE_WRONG_TYPE', '1:1', /1 to 90 whole days/],
  ['visitsInDays("Coffee", 9) > 1', 'RULE_WRONG_TYPE', '1:1', /lower case/],
  ['attributes.age >= 18 and attributes.member', 'RULE_SYNTAX', '1:22', /./],
  ['attributes.age = 18', 'RULE_SYNTAX', '1:16', /written ==/],
  ['attributes.age >=', 'RULE_SYNTAX', '1:18', /something is missing/],
  ['attributes.city == "Berlin', 'RULE_SYNTAX', '1:20', /quotation mark/],
  ['attributes.city.matches("(a+)+$")', 'RULE_NOT_ALLOWED', '1:1', /no function "matches"/],
  ['attributes.city.startWith("B")', 'RULE_NOT_ALLOWED', '1:1', /did you mean startsWith/],
  ['attributes.member ? true : false', 'RULE_NOT_ALLOWED', '1:1', /&& and \|\|/],
  ['[1, 2].exists(x, x > 1)', 'RULE_NOT_ALLOWED', '1:1', /no function "exists"/],
  ['attributes.city == null', 'RULE_NOT_ALLOWED', '1:20', /has\(/],
];

describe('a rule as text', () => {
  it.each(FAULTS.map(([text, code, at, message, suggestion]) => ({ text, code, at, message, suggestion })))(
    '$text: $code at $at',
    ({ text, code, at, message, suggestion }) => {
      const [problem, ...others] = problemsOf(text);
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ path: 'offers.0.eligibility', code });
      expect(`${problem!.position!.line}:${problem!.position!.column}`).toBe(at);
      expect(problem!.message).toMatch(message);
      expect(problem!.message).toContain(`eligibility of the offer "join", line ${at.replace(':', ', column ')}: `);
      expect(problem!.suggestion).toBe(suggestion);
      if (suggestion !== undefined) expect(problemsOf(suggestion)).toEqual([]);
    },
  );

  it.each([
    ...[
      'attributes.__proto__ == 1',
      'attributes["__proto__"] == 1',
      'attributes.constructor == 1',
      'context.toString == 1',
    ],
    ...['offer.constructor == 1', 'affinity.__proto__ > 1', '__proto__', 'constructor.constructor("return 1")()'],
    ...['attributes.age.constructor == 1', 'has(attributes.__proto__)', '"constructor" in attributes', 'this.x == 1'],
    ...['attributes.city.constructor("x") == 1', 'attributes[attributes.city] == 1', 'globalThis.process == 1'],
    ...['('.repeat(5_000), '!'.repeat(9_000) + 'true', '['.repeat(5_000), `${'1+'.repeat(4_000)}1 > 0`],
    ...[`attributes.age in [${Array(101).fill(1).join(',')}]`, `"${'x'.repeat(10_000)}" == attributes.city`],
    ...[Array(101).fill('attributes.member').join(' && ') + ' && ' + Array(101).fill('attributes.member').join(' && ')],
  ])('leads nowhere else: %.60j', (text) => {
    expect(problemsOf(text)).toHaveLength(1);
    // Where it is not known what customers have, a name may be anything: nobody has it but of their own.
    const read = readRule(text, OPEN_FIELDS);
    if (read.ok) expect(compileTest(read.expression)(NOBODY)).toBe(false);
  });
});

describe('a rule as JSON', () => {
  const nested = (depth: number, inner: object): object => (depth === 0 ? inner : { not: nested(depth - 1, inner) });
  const adult = { field: 'attributes.age', op: '>=', value: 18 };

  it.each<[name: string, rule: unknown, problems: string[]]>([
    ['a list', [adult], []],
    ['a tree', { any: [adult, { not: { all: [adult, { field: 'context.weather', op: 'absent' }] } }] }, []],
    ['a look-back', { field: 'purchasesInDays', category: 'coffee', days: 30, op: '>=', value: 2 }, []],
    [
      'a field that is not there',
      [adult, { ...adult, field: 'attributes.agee' }],
      ['RULE_UNKNOWN_FIELD offers.0.eligibility.1.field attributes.age'],
    ],
    [
      'a value of another type',
      { any: [{ ...adult, value: true }] },
      ['RULE_WRONG_TYPE offers.0.eligibility.any.0.value'],
    ],
    [
      'a word that is none',
      { not: { field: 'context.weather', op: 'in', value: ['sunny', 'rany'] } },
      ['RULE_WRONG_TYPE offers.0.eligibility.not.value.1 "rainy"'],
    ],
    [
      'a look-back beyond what is counted',
      { field: 'visitsInDays', days: 7, op: '==', value: 10 },
      ['RULE_WRONG_TYPE offers.0.eligibility.value'],
    ],
    [
      'a bad operator deep down',
      { all: [{ any: [{ ...adult, op: '~' }] }] },
      ['SCHEMA offers.0.eligibility.all.0.any.0.op'],
    ],
    ['an empty tree', { all: [] }, ['SCHEMA offers.0.eligibility.all']],
    ['two trees in one', { all: [adult], any: [adult] }, ['SCHEMA offers.0.eligibility']],
    [
      'a key of the language',
      JSON.parse('{"not": {"__proto__": {"field": "attributes.age", "op": "present"}}}'),
      ['SCHEMA offers.0.eligibility.not', 'SCHEMA offers.0.eligibility.not.all'],
    ],
    ['22 levels', nested(22, adult), []],
    ['23 levels', nested(23, adult), ['RULE_TOO_LARGE offers.0.eligibility']],
    [
      '100,000 levels',
      JSON.parse('{"not":'.repeat(100_000) + '1' + '}'.repeat(100_000)),
      ['SCHEMA offers.0.eligibility'],
    ],
    ['a giant list', { any: Array(100_000).fill(adult) }, ['SCHEMA offers.0.eligibility']],
    ['more parts than may be', { any: Array(70).fill(adult) }, ['RULE_TOO_LARGE offers.0.eligibility']],
  ])('%s', (_name, rule, problems) => {
    const found = problemsOf(rule).map(({ code, path, suggestion }) =>
      [code, path, suggestion].filter(Boolean).join(' '),
    );
    expect([...new Set(found)].sort()).toEqual(problems);
  });
});

describe('rules of the catalog and of groups', () => {
  it('are checked at their places', () => {
    const problems = problemsOf([], {
      rules: { suitability: 'attributes.agee > 1' },
      groups: [{ id: 'g', applicability: [{ field: 'context.wether', op: 'present' }] }, { id: 'g' }],
    });
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'DUPLICATE_ID groups.1.id',
      'RULE_UNKNOWN_FIELD rules.suitability',
      'RULE_UNKNOWN_FIELD groups.0.applicability.0.field',
    ]);
  });

  it('a group that an offer names must be there, where groups are listed', () => {
    const file = (groups: object) => ({ offers: [offerOf('o', { group: 'g' })], ...groups });
    const codes = (groups: object) => {
      const checked = checkCatalog(file(groups));
      return checked.ok ? [] : checked.problems.map(({ code, path }) => `${code} ${path}`);
    };
    expect([codes({}), codes({ groups: [{ id: 'g' }] }), codes({ groups: [] })]).toEqual([
      [],
      [],
      ['UNKNOWN_GROUP offers.0.group'],
    ]);
  });

  it('may ask for what the catalog declares itself', () => {
    expect(problemsOf('attributes.shoeSize > 40', { profileAttributes: { shoeSize: { type: 'number' } } })).toEqual([]);
    expect(problemsOf('attributes.age > 40', { profileAttributes: { shoeSize: { type: 'number' } } })).toEqual([]);
    expect(problemsOf('attributes.shoeSize > 40', { profileAttributes: { shoeSize: { type: 'text' } } })).toHaveLength(
      1,
    );
  });
});

describe('the rules of the guide', () => {
  const [, guide = ''] = readFileSync('docs/marketers.md', 'utf8').split('\n## Rules\n');
  const section = guide.slice(0, guide.indexOf('\n## '));
  const examples = [...section.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => JSON.parse(text!) as object);

  it('are there', () => expect(examples.length).toBeGreaterThan(6));

  it.each(examples.map((example) => [JSON.stringify(example).slice(0, 60), example] as const))(
    '%s',
    (_name, example) => {
      const isFile = 'offers' in example;
      const offers = [offerOf('o', isFile ? { group: 'alcohol' } : example)];
      const checked = checkCatalog(
        isFile ? { ...example, offers } : { offers },
        configuredFields(readBusiness('config')),
      );
      expect(checked.ok ? [] : checked.problems).toEqual([]);
    },
  );
});
