import { RULE_LIMITS } from '../../contract/rule.js';
import {
  ANY_CATEGORY,
  depthOf,
  listValuesOf,
  partsOf,
  sizeOf,
  writtenGroup,
  type Comparison,
  type Expression,
  type Field,
  type FieldGroup,
  type Literal,
  type LookBack,
} from './expression.js';
import { nearestName } from './nearest-name.js';
import { RuleFault } from './rule-fault.js';
import { isCategory, namesIn, typeOfField, type RuleFields, type ValueType } from './rule-fields.js';

const WORDS: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  text: 'a text',
  boolean: 'true or false',
  any: 'a value',
};
/** Where fields of a group are made known. */
const DECLARE: Partial<Record<FieldGroup, string>> = {
  attributes: '; declare it in config/profile.yaml or in profileAttributes',
  offerAttributes: '; declare it in offerAttributes',
};
const FLIPPED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** All that is wrong with the size of an expression, its fields and their types. */
export function checkExpression(expression: Expression, fields: RuleFields): RuleFault[] {
  const large = findTooLarge(expression);
  if (large) return [large];
  const faults = checkParts(expression, fields);
  const type = typeOf(expression, fields);
  if (faults.length === 0 && type !== 'boolean' && type !== 'any')
    faults.push(wrongType(expression, `must be true or false, and is ${WORDS[type]}: compare it with something`));
  return faults;
}

function findTooLarge(expression: Expression): RuleFault | undefined {
  const { nodes, depth, listValues } = RULE_LIMITS;
  const fault = (message: string) => new RuleFault('RULE_TOO_LARGE', message, expression.at);
  if (depthOf(expression) > depth) return fault(`has more than ${depth} levels within one another`);
  if (sizeOf(expression) > nodes) return fault(`has more than ${nodes} parts: split it, or write less`);
  return listValuesOf(expression) > listValues ? fault(`has more than ${listValues} values in lists`) : undefined;
}

function checkParts(expression: Expression, fields: RuleFields): RuleFault[] {
  const own = checkOwn(expression, fields);
  return [...own, ...partsOf(expression).flatMap((part) => checkParts(part, fields))];
}

function checkOwn(expression: Expression, fields: RuleFields): RuleFault[] {
  switch (expression.kind) {
    case 'field':
      return checkField(expression, fields);
    case 'lookBack':
      return checkLookBack(expression);
    case 'compare':
      return [...checkComparison(expression, fields), ...checkCounts(expression)];
    case 'in':
      return expression.values.flatMap((value) => checkValue(expression.of, value, fields));
    case 'arithmetic':
      return [expression.left, expression.right].flatMap((part) => expect('number', part, fields));
    case 'size':
      return expect('text', expression.of, fields);
    case 'text':
      return [expression.of, expression.part].flatMap((part) => expect('text', part, fields));
    case 'all':
    case 'any':
      return expression.terms.flatMap((term) => expect('boolean', term, fields));
    case 'not':
      return expect('boolean', expression.term, fields);
    default:
      return [];
  }
}

function checkField(field: Field, fields: RuleFields): RuleFault[] {
  if (typeOfField(field, fields)) return [];
  const { group, name, at } = field;
  const known = namesIn(group, fields);
  const near = known && nearestName(name, known);
  const written = writtenGroup(group);
  const message = `there is no ${written}.${name}${near === undefined ? (DECLARE[group] ?? '') : ''}`;
  return [new RuleFault('RULE_UNKNOWN_FIELD', message, at, near && `${written}.${near}`)];
}

function checkLookBack({ category, days, of, at }: LookBack): RuleFault[] {
  const most = RULE_LIMITS.lookBackDays;
  if (!Number.isInteger(days) || days < 1 || days > most)
    return [new RuleFault('RULE_WRONG_TYPE', `${of}InDays looks back 1 to ${most} whole days`, at)];
  if (category === ANY_CATEGORY || isCategory(category)) return [];
  return [new RuleFault('RULE_WRONG_TYPE', 'a category is lower case with dashes, such as restaurant-budget', at)];
}

/** What the count of a look-back is held against must lie where it still counts. */
function checkCounts({ op, left, right }: Extract<Expression, { kind: 'compare' }>): RuleFault[] {
  if (right.kind === 'lookBack' && left.kind === 'literal') return checkCount(FLIPPED[op], left);
  return left.kind === 'lookBack' && right.kind === 'literal' ? checkCount(op, right) : [];
}

function checkCount(op: Comparison, { value, at }: Literal): RuleFault[] {
  const most = RULE_LIMITS.lookBackCount;
  const highest = op === '>=' || op === '<' ? most : most - 1;
  if (typeof value !== 'number' || value <= highest) return [];
  return [new RuleFault('RULE_WRONG_TYPE', `a look-back counts up to ${most}: ask for at most ${op} ${highest}`, at)];
}

function checkComparison(
  { left, right, at }: Extract<Expression, { kind: 'compare' }>,
  fields: RuleFields,
): RuleFault[] {
  if (right.kind === 'literal') return checkValue(left, right, fields);
  if (left.kind === 'literal') return checkValue(right, left, fields);
  const [a, b] = [typeOf(left, fields), typeOf(right, fields)];
  if (a === b || a === 'any' || b === 'any') return [];
  return [new RuleFault('RULE_WRONG_TYPE', `${WORDS[a]} and ${WORDS[b]} cannot be compared`, at)];
}

/** A value that a field can never hold: of another type, or no word of its list. */
function checkValue(of: Expression, { value, at }: Literal, fields: RuleFields): RuleFault[] {
  const type = typeOf(of, fields);
  const given = typeOfValue(value);
  const name = of.kind === 'field' ? `${writtenGroup(of.group)}.${of.name}` : 'this';
  if (type !== 'any' && type !== given)
    return [new RuleFault('RULE_WRONG_TYPE', `${name} is ${WORDS[type]}, and ${tell(value)} is ${WORDS[given]}`, at)];
  const levels = of.kind === 'field' ? typeOfField(of, fields)?.levels : undefined;
  if (!levels || levels.includes(value as string)) return [];
  const near = nearestName(value as string, levels);
  const message = `${name} is never ${tell(value)}: it is one of ${levels.slice(0, 20).map(tell).join(', ')}`;
  return [new RuleFault('RULE_WRONG_TYPE', message, at, near && tell(near))];
}

function expect(wanted: ValueType, part: Expression, fields: RuleFields): RuleFault[] {
  const type = typeOf(part, fields);
  if (type === wanted || type === 'any') return [];
  return [wrongType(part, `${WORDS[wanted]} stands here, and this is ${WORDS[type]}`)];
}

function typeOf(expression: Expression, fields: RuleFields): ValueType {
  switch (expression.kind) {
    case 'literal':
      return typeOfValue(expression.value);
    case 'field':
      return typeOfField(expression, fields)?.type ?? 'any';
    case 'lookBack':
    case 'arithmetic':
    case 'size':
      return 'number';
    default:
      return 'boolean';
  }
}

function typeOfValue(value: string | number | boolean): 'text' | 'number' | 'boolean' {
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
}

function wrongType({ at }: Expression, message: string): RuleFault {
  return new RuleFault('RULE_WRONG_TYPE', message, at);
}

function tell(value: string | number | boolean): string {
  return JSON.stringify(value);
}
