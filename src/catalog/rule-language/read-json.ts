import type { Condition, RuleTree } from '../../contract/rule.js';
import type { Scalar } from '../../core/types/facts.js';
import {
  ANY_CATEGORY,
  joinTerms,
  type Expression,
  type Field,
  type FieldGroup,
  type Literal,
  type LookBack,
} from './expression.js';

const OF_OFFER = 'offer.attributes.';

type LookBackCondition = Extract<Condition, { days: number }>;

/** A list of conditions: all must hold; of none, everything does. */
export function readConditions(conditions: readonly Condition[]): Expression {
  const terms = conditions.map((condition, i) => readTree(condition, String(i)));
  return joinTerms('all', terms, { path: '' });
}

/** A tree as the schema let it through: its depth is bounded. */
export function readTree(tree: RuleTree, path = ''): Expression {
  const inner = (name: string) => (path === '' ? name : `${path}.${name}`);
  const at = { path };
  if ('all' in tree)
    return joinTerms(
      'all',
      tree.all.map((one, i) => readTree(one, inner(`all.${i}`))),
      at,
    );
  if ('any' in tree)
    return joinTerms(
      'any',
      tree.any.map((one, i) => readTree(one, inner(`any.${i}`))),
      at,
    );
  if ('not' in tree) return { kind: 'not', term: readTree(tree.not, inner('not')), at };
  return readCondition(tree, inner);
}

function readCondition(condition: Condition, inner: (name: string) => string): Expression {
  const at = { path: inner('op') };
  const literal = (value: Scalar, path = inner('value')): Literal => ({ kind: 'literal', value, at: { path } });
  if ('days' in condition) {
    const left = readLookBack(condition, inner('field'));
    return { kind: 'compare', op: condition.op, left, right: literal(condition.value), at };
  }
  const field = readField(condition.field, inner('field'));
  switch (condition.op) {
    case 'present':
      return { kind: 'has', field, at };
    case 'absent':
      return { kind: 'not', term: { kind: 'has', field, at }, at };
    case 'in':
    case 'notIn': {
      const values = condition.value.map((value, i) => literal(value, inner(`value.${i}`)));
      const isIn: Expression = { kind: 'in', of: field, values, at };
      if (condition.op === 'in') return isIn;
      // An absent value is in no list, and yet it fails the condition.
      return joinTerms(
        'all',
        [
          { kind: 'has', field, at },
          { kind: 'not', term: isIn, at },
        ],
        at,
      );
    }
    default:
      return { kind: 'compare', op: condition.op, left: field, right: literal(condition.value), at };
  }
}

function readLookBack({ field, category = ANY_CATEGORY, days }: LookBackCondition, path: string): LookBack {
  return { kind: 'lookBack', of: field === 'visitsInDays' ? 'visits' : 'purchases', category, days, at: { path } };
}

function readField(text: string, path: string): Field {
  if (text.startsWith(OF_OFFER))
    return { kind: 'field', group: 'offerAttributes', name: text.slice(OF_OFFER.length), at: { path } };
  const dot = text.indexOf('.');
  return { kind: 'field', group: text.slice(0, dot) as FieldGroup, name: text.slice(dot + 1), at: { path } };
}
