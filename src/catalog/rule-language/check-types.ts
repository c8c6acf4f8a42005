import { RULE_LIMITS } from '../../contract/rule.js';
import type { Said } from '../said.js';
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

const WORDS: Readonly<Record<ValueType, Said>> = {
  number: { en: 'a number', de: 'eine Zahl' },
  text: { en: 'a text', de: 'ein Text' },
  boolean: { en: 'true or false', de: 'true oder false' },
  any: { en: 'a value', de: 'ein Wert' },
};
/** Where fields of a group are made known. */
const DECLARE: Partial<Record<FieldGroup, Said>> = {
  attributes: {
    en: '; declare it in config/profile.yaml or in profileAttributes',
    de: '; es gehört in config/profile.yaml oder in profileAttributes',
  },
  offerAttributes: { en: '; declare it in offerAttributes', de: '; es gehört in offerAttributes' },
};
const NOT_DECLARED: Said = { en: '', de: '' };
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
    faults.push(
      wrongType(expression, {
        en: `must be true or false, and is ${WORDS[type].en}: compare it with something`,
        de: `muss true oder false sein und ist ${WORDS[type].de}: mit etwas vergleichen`,
      }),
    );
  return faults;
}

function findTooLarge(expression: Expression): RuleFault | undefined {
  const { nodes, depth, listValues } = RULE_LIMITS;
  const fault = (en: string, de: string) => new RuleFault('RULE_TOO_LARGE', { en, de }, expression.at);
  if (depthOf(expression) > depth)
    return fault(`has more than ${depth} levels within one another`, `hat mehr als ${depth} Ebenen ineinander`);
  if (sizeOf(expression) > nodes)
    return fault(
      `has more than ${nodes} parts: split it, or write less`,
      `hat mehr als ${nodes} Teile: aufteilen oder kürzer schreiben`,
    );
  if (listValuesOf(expression) <= listValues) return undefined;
  return fault(`has more than ${listValues} values in lists`, `hat mehr als ${listValues} Werte in Listen`);
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
  const hint = (near === undefined && DECLARE[group]) || NOT_DECLARED;
  const said = {
    en: `there is no ${written}.${name}${hint.en}`,
    de: `${written}.${name} gibt es nicht${hint.de}`,
  };
  return [new RuleFault('RULE_UNKNOWN_FIELD', said, at, near && `${written}.${near}`)];
}

function checkLookBack({ category, days, of, at }: LookBack): RuleFault[] {
  const most = RULE_LIMITS.lookBackDays;
  if (!Number.isInteger(days) || days < 1 || days > most)
    return [
      wrongType(
        { at },
        {
          en: `${of}InDays looks back 1 to ${most} whole days`,
          de: `${of}InDays blickt 1 bis ${most} ganze Tage zurück`,
        },
      ),
    ];
  if (category === ANY_CATEGORY || isCategory(category)) return [];
  const said = {
    en: 'a category is lower case with dashes, such as restaurant-budget',
    de: 'eine Kategorie steht in Kleinbuchstaben mit Bindestrichen, wie restaurant-budget',
  };
  return [wrongType({ at }, said)];
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
  const said = {
    en: `a look-back counts up to ${most}: ask for at most ${op} ${highest}`,
    de: `ein Rückblick zählt bis ${most}: höchstens nach ${op} ${highest} fragen`,
  };
  return [wrongType({ at }, said)];
}

function checkComparison(
  { left, right, at }: Extract<Expression, { kind: 'compare' }>,
  fields: RuleFields,
): RuleFault[] {
  if (right.kind === 'literal') return checkValue(left, right, fields);
  if (left.kind === 'literal') return checkValue(right, left, fields);
  const [a, b] = [typeOf(left, fields), typeOf(right, fields)];
  if (a === b || a === 'any' || b === 'any') return [];
  const said = {
    en: `${WORDS[a].en} and ${WORDS[b].en} cannot be compared`,
    de: `${WORDS[a].de} und ${WORDS[b].de} sind nicht vergleichbar`,
  };
  return [wrongType({ at }, said)];
}

/** A value that a field can never hold: of another type, or no word of its list. */
function checkValue(of: Expression, { value, at }: Literal, fields: RuleFields): RuleFault[] {
  const type = typeOf(of, fields);
  const given = typeOfValue(value);
  const field = of.kind === 'field' ? `${writtenGroup(of.group)}.${of.name}` : undefined;
  const name: Said = { en: field ?? 'this', de: field ?? 'das' };
  if (type !== 'any' && type !== given)
    return [
      wrongType(
        { at },
        {
          en: `${name.en} is ${WORDS[type].en}, and ${tell(value)} is ${WORDS[given].en}`,
          de: `${name.de} ist ${WORDS[type].de}, und ${tell(value)} ist ${WORDS[given].de}`,
        },
      ),
    ];
  const levels = of.kind === 'field' ? typeOfField(of, fields)?.levels : undefined;
  if (!levels || levels.includes(value as string)) return [];
  const near = nearestName(value as string, levels);
  const known = levels.slice(0, 20).map(tell).join(', ');
  const said = {
    en: `${name.en} is never ${tell(value)}: it is one of ${known}`,
    de: `${name.de} ist nie ${tell(value)}: es ist eines von ${known}`,
  };
  return [new RuleFault('RULE_WRONG_TYPE', said, at, near && tell(near))];
}

function expect(wanted: ValueType, part: Expression, fields: RuleFields): RuleFault[] {
  const type = typeOf(part, fields);
  if (type === wanted || type === 'any') return [];
  const said = {
    en: `${WORDS[wanted].en} stands here, and this is ${WORDS[type].en}`,
    de: `hier steht ${WORDS[wanted].de}, und das ist ${WORDS[type].de}`,
  };
  return [wrongType(part, said)];
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

function wrongType({ at }: Pick<Expression, 'at'>, said: Said): RuleFault {
  return new RuleFault('RULE_WRONG_TYPE', said, at);
}

function tell(value: string | number | boolean): string {
  return JSON.stringify(value);
}
