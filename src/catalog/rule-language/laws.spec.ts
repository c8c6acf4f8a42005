import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileFacts, KNOWN_FIELDS, randomFacts, randomRule, randomText } from '../../../test/support/random-rules.js';
import { checkAgainstCel, checkForms, checkSafe } from '../../../test/support/rule-laws.js';
import { rule, type RuleSource } from '../../contract/rule.js';
import { OPEN_FIELDS } from './rule-fields.js';

const NUM_RUNS = 2_000;

describe('a random rule', () => {
  it('means the same as JSON and as CEL', () => {
    const answers = { true: 0, false: 0 };
    fc.assert(
      fc.property(randomRule, randomFacts, (source, facts) => {
        expect(rule.parse(source)).toEqual(source);
        answers[`${checkForms(source as Exclude<RuleSource, string>, facts)}`] += 1;
      }),
      { numRuns: NUM_RUNS },
    );
    // Neither answer may be so rare that the law says nothing.
    expect(Math.min(answers.true, answers.false)).toBeGreaterThan(NUM_RUNS / 10);
  });

  it('means what another evaluator of CEL takes it for, where nothing is missing', () => {
    let answered = 0;
    fc.assert(
      fc.property(randomRule, randomFacts, (source, facts) => {
        if (checkAgainstCel(source as Exclude<RuleSource, string>, facts)) answered += 1;
      }),
      { numRuns: NUM_RUNS },
    );
    expect(answered).toBeGreaterThan(NUM_RUNS / 10);
  });

  it('of whatever text is refused, or answers within its bound, whatever the customer has', () => {
    const taken = { known: 0, open: 0 };
    fc.assert(
      fc.property(randomText, hostileFacts, (text, facts) => {
        if (checkSafe(text, KNOWN_FIELDS, facts)) taken.known += 1;
        if (checkSafe(text, OPEN_FIELDS, facts)) taken.open += 1;
      }),
      { numRuns: NUM_RUNS },
    );
    expect(Math.min(taken.known, taken.open)).toBeGreaterThan(NUM_RUNS / 10);
  });
});
