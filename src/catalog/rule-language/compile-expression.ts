import { countSince } from '../../core/profile/look-back.js';
import type { Facts, Scalar } from '../../core/types/facts.js';
import type { Rule } from '../../core/types/offer.js';
import { intern } from '../intern.js';
import type { Arithmetic, Comparison, Expression, Field, Literal, LookBack, TextTest } from './expression.js';

type Test = Rule['test'];
type Read = (facts: Facts) => Scalar | undefined;

const DAY_MS = 86_400_000;

/**
 * An expression to one plain function of the facts. It runs for each candidate of each decision: each node is one
 * closure, made once; nothing loops over what a customer has, nothing throws, and nothing is allocated. A value that is
 * not known, or of another type than it is held against, makes the comparison false.
 */
export function compileTest(expression: Expression): Test {
  switch (expression.kind) {
    case 'compare':
      return compileComparison(expression.op, expression.left, expression.right);
    case 'in':
      return compileIn(expression.of, expression.values);
    case 'has': {
      const read = compileField(expression.field);
      return (facts) => read(facts) !== undefined;
    }
    case 'text':
      return compileTextTest(expression.op, compileRead(expression.of), compileRead(expression.part));
    case 'all':
      return compileAll(expression.terms.map(compileTest));
    case 'any':
      return compileAny(expression.terms.map(compileTest));
    case 'not': {
      const test = compileTest(expression.term);
      return (facts) => !test(facts);
    }
    default: {
      const read = compileRead(expression);
      return (facts) => read(facts) === true;
    }
  }
}

function compileRead(expression: Expression): Read {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'field':
      return compileField(expression);
    case 'lookBack':
      return compileLookBack(expression);
    case 'arithmetic':
      return compileArithmetic(expression.op, compileRead(expression.left), compileRead(expression.right));
    case 'size': {
      const read = compileRead(expression.of);
      return (facts) => {
        const value = read(facts);
        return typeof value === 'string' ? countCharacters(value) : undefined;
      };
    }
    default:
      return compileTest(expression);
  }
}

// Most offers have no condition, or one.
function compileAll(tests: readonly Test[]): Test {
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return tests[0]!;
  return (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };
}

function compileAny(tests: readonly Test[]): Test {
  return (facts) => {
    for (const test of tests) if (test(facts)) return true;
    return false;
  };
}

const COMPARE: Record<Comparison, (a: Scalar, b: Scalar) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compileComparison(op: Comparison, left: Expression, right: Expression): Test {
  const readLeft = compileRead(left);
  const compare = COMPARE[op];
  if (right.kind === 'literal') {
    const { value } = right;
    return (facts) => {
      const actual = readLeft(facts);
      return actual !== undefined && typeof actual === typeof value && compare(actual, value);
    };
  }
  const readRight = compileRead(right);
  return (facts) => {
    const a = readLeft(facts);
    if (a === undefined) return false;
    const b = readRight(facts);
    return typeof a === typeof b && compare(a, b!);
  };
}

function compileIn(of: Expression, literals: readonly Literal[]): Test {
  const read = compileRead(of);
  const values = new Set<Scalar | undefined>(literals.map(({ value }) => value));
  return (facts) => values.has(read(facts));
}

function compileTextTest(op: TextTest, readText: Read, readPart: Read): Test {
  const test = TEXT_TESTS[op];
  return (facts) => {
    const text = readText(facts);
    const part = readPart(facts);
    return typeof text === 'string' && typeof part === 'string' && test(text, part);
  };
}

const TEXT_TESTS: Record<TextTest, (text: string, part: string) => boolean> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

const CALCULATE: Record<Arithmetic, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** What has no number as its result, such as a division by zero, is not known. */
function compileArithmetic(op: Arithmetic, readLeft: Read, readRight: Read): Read {
  const calculate = CALCULATE[op];
  return (facts) => {
    const a = readLeft(facts);
    const b = readRight(facts);
    if (typeof a !== 'number' || typeof b !== 'number') return undefined;
    const result = calculate(a, b);
    return Number.isFinite(result) ? result : undefined;
  };
}

function compileLookBack({ of, category, days }: LookBack): Read {
  const name = intern(category);
  const spanMs = days * DAY_MS;
  return ({ profile, now }) => countSince(profile.recent[of], name, now - spanMs);
}

function compileField({ group, name: text }: Field): Read {
  const name = intern(text);
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
    case 'offer':
      return ({ offer }) => own(offer as unknown as Readonly<Record<string, number>>);
    case 'offerAttributes':
      return ({ offerAttributes }) => own(offerAttributes);
  }
}

/** Characters as CEL counts them: what takes two places in memory, as most emoji do, is one. */
function countCharacters(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i += 1) {
    if (isSurrogate(text, i, 0xdc00) && isSurrogate(text, i - 1, 0xd800)) count -= 1;
  }
  return count;
}

function isSurrogate(text: string, i: number, first: number): boolean {
  return (text.charCodeAt(i) & 0xfc00) === first;
}
