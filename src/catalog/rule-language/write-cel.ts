import { ANY_CATEGORY, writtenGroup, type Expression, type Field } from './expression.js';

const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/** How strongly an expression holds together: a weaker one within a stronger one takes brackets. */
const STRENGTH = { any: 1, all: 2, compare: 3, in: 3, sum: 4, product: 5, not: 6, whole: 7 } as const;

/**
 * An expression as CEL text, for people to read. Two rules of one meaning and order have one text, whatever they were
 * written in, so that the text also tells whether two rules are the same.
 */
export function writeCel(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return writeLiteral(expression.value);
    case 'field':
      return writeField(expression);
    case 'lookBack': {
      const { of, category, days } = expression;
      return `${of}InDays(${category === ANY_CATEGORY ? '' : `${writeLiteral(category)}, `}${days})`;
    }
    case 'has':
      return writeHas(expression.field);
    case 'size':
      return `size(${writeCel(expression.of)})`;
    case 'text':
      return `${within(expression.of, STRENGTH.whole)}.${expression.op}(${writeCel(expression.part)})`;
    case 'not':
      return `!${within(expression.term, STRENGTH.whole)}`;
    case 'in':
      return `${within(expression.of, STRENGTH.sum)} in [${expression.values.map(writeCel).join(', ')}]`;
    case 'compare':
      return `${within(expression.left, STRENGTH.sum)} ${expression.op} ${within(expression.right, STRENGTH.sum)}`;
    case 'arithmetic': {
      const own = strengthOf(expression);
      return `${within(expression.left, own)} ${expression.op} ${within(expression.right, own + 1)}`;
    }
    default:
      return writeTerms(expression.kind, expression.terms);
  }
}

function writeTerms(kind: 'all' | 'any', terms: readonly Expression[]): string {
  if (terms.length === 0) return kind === 'all' ? 'true' : 'false';
  return terms.map((term) => within(term, STRENGTH[kind] + 1)).join(kind === 'all' ? ' && ' : ' || ');
}

function within(expression: Expression, strength: number): string {
  const text = writeCel(expression);
  return strengthOf(expression) < strength ? `(${text})` : text;
}

function strengthOf(expression: Expression): number {
  switch (expression.kind) {
    case 'all':
    case 'any':
      return expression.terms.length === 0 ? STRENGTH.whole : STRENGTH[expression.kind];
    case 'arithmetic':
      return expression.op === '+' || expression.op === '-' ? STRENGTH.sum : STRENGTH.product;
    case 'has':
      return PLAIN_NAME.test(expression.field.name) ? STRENGTH.whole : STRENGTH.in;
    case 'compare':
    case 'in':
    case 'not':
      return STRENGTH[expression.kind];
    case 'literal':
      return typeof expression.value === 'number' && expression.value < 0 ? STRENGTH.not : STRENGTH.whole;
    default:
      return STRENGTH.whole;
  }
}

function writeField({ group, name }: Field): string {
  const written = writtenGroup(group);
  return PLAIN_NAME.test(name) ? `${written}.${name}` : `${written}[${writeLiteral(name)}]`;
}

/** CEL asks by `has` for names that need no quotes, and by `in` for others. */
function writeHas(field: Field): string {
  return PLAIN_NAME.test(field.name)
    ? `has(${writeField(field)})`
    : `${writeLiteral(field.name)} in ${writtenGroup(field.group)}`;
}

/** JSON writes texts and numbers as CEL reads them. */
function writeLiteral(value: string | number | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
