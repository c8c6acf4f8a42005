import type { Condition } from '../contract/catalog.js';
import type { Facts, Scalar } from '../core/types/facts.js';
import type { Rule } from '../core/types/offer.js';
import { intern } from './intern.js';

type Test = Rule['test'];

/** Compiles the rules of one catalog: the same conditions are the same rule. */
export class RuleBook {
  readonly #rules = new Map<string, { test: Test; isShared: boolean }>();

  rule(conditions: readonly Condition[]): Rule {
    const text = JSON.stringify(conditions);
    const known = this.#rules.get(text);
    if (!known) {
      const rule = { test: compileConditions(conditions), isShared: false };
      this.#rules.set(text, rule);
      return rule;
    }
    known.isShared = conditions.every(({ field }) => !field.startsWith('offer.'));
    return known;
  }
}

/** Conditions to one plain function: all must hold. Only the fields that the schema names can be reached. */
function compileConditions(conditions: readonly Condition[]): Test {
  const tests = conditions.map(compileCondition);
  // Run for each candidate of each decision, and most offers have no condition, or one.
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return tests[0]!;
  return (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };
}

function compileCondition(condition: Condition): Test {
  const read = compileField(condition.field);
  if (condition.op === 'present') return (facts) => read(facts) !== undefined;
  if (condition.op === 'absent') return (facts) => read(facts) === undefined;
  if ('value' in condition && Array.isArray(condition.value)) {
    const values = new Set<Scalar>(condition.value);
    const wanted = condition.op === 'in';
    return (facts) => {
      const value = read(facts);
      return value !== undefined && values.has(value) === wanted;
    };
  }
  const { op, value } = condition as Extract<Condition, { op: keyof typeof COMPARE }>;
  const compare = COMPARE[op];
  return (facts) => {
    const actual = read(facts);
    return actual !== undefined && typeof actual === typeof value && compare(actual, value);
  };
}

const COMPARE: Record<'==' | '!=' | '<' | '<=' | '>' | '>=', (a: Scalar, b: Scalar) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compileField(path: string): (facts: Facts) => Scalar | undefined {
  const group = path.slice(0, path.indexOf('.'));
  const name = intern(path.slice(path.indexOf('.') + 1));
  const own = (record: Readonly<Record<string, Scalar>>) => (Object.hasOwn(record, name) ? record[name] : undefined);
  switch (group) {
    case 'attributes':
      return ({ profile }) => own(profile.attributes);
    case 'context':
      return ({ context }) => own(context);
    case 'visitsPerMonth':
      return ({ profile }) => own(profile.visitsPerMonth);
    case 'purchasesPerMonth':
      return ({ profile }) => own(profile.purchasesPerMonth);
    case 'affinity':
      return ({ profile }) => own(profile.affinity);
    default:
      return ({ offer }) => offer[name as keyof typeof offer];
  }
}
