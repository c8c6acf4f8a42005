import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { RULE_LIMITS } from '../../contract/rule.js';
import {
  ANY_CATEGORY,
  FIELD_GROUPS,
  joinTerms,
  type Arithmetic,
  type Comparison,
  type Expression,
  type Field,
  type FieldGroup,
  type Literal,
  type Place,
  type TextTest,
} from './expression.js';
import { RuleFault } from './rule-fault.js';
import { notAllowed, tellLimit, tellNotAllowed, tellSyntax, unknownFunction, unknownName } from './tell-cel.js';

/** The library reads text into a tree and nothing else: what a rule means and may do is decided here. */
const READER = new Environment({
  limits: {
    maxAstNodes: RULE_LIMITS.nodes + RULE_LIMITS.listValues,
    maxDepth: 2 * RULE_LIMITS.depth,
    maxListElements: RULE_LIMITS.listLength,
    maxMapEntries: 0,
    maxCallArguments: 3,
  },
});

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/']);
const TEXT_TESTS = ['startsWith', 'endsWith', 'contains'];
const FUNCTIONS = ['has', 'size', 'visitsInDays', 'purchasesInDays'];
const LOOK_BACKS = { visitsInDays: 'visits', purchasesInDays: 'purchases' } as const;

/**
 * CEL text (https://cel.dev) to an expression.
 * @throws RuleFault RULE_SYNTAX, RULE_NOT_ALLOWED, RULE_UNKNOWN_FIELD or RULE_TOO_LARGE at its place in the text.
 */
export function parseCel(text: string): Expression {
  return readNode(parseText(text), 1);
}

function parseText(text: string): ASTNode {
  try {
    return READER.parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { code, range, summary } = error;
    const place = { path: '', start: range?.start ?? 0, end: range?.end ?? text.length };
    if (code === 'limit_exceeded') throw new RuleFault('RULE_TOO_LARGE', tellLimit(summary), place);
    throw new RuleFault('RULE_SYNTAX', tellSyntax(summary, text, place.start), place);
  }
}

function readNode(node: ASTNode, depth: number): Expression {
  const at = placeOf(node);
  if (depth > RULE_LIMITS.depth)
    throw new RuleFault(
      'RULE_TOO_LARGE',
      {
        en: `has more than ${RULE_LIMITS.depth} levels within one another`,
        de: `hat mehr als ${RULE_LIMITS.depth} Ebenen ineinander`,
      },
      at,
    );
  const read = (inner: ASTNode) => readNode(inner, depth + 1);
  switch (node.op) {
    case 'value':
      return readLiteral(node);
    case '.':
    case '[]':
      return readField(node);
    case 'id':
      throw unknownName(node.args, at);
    case '&&':
    case '||':
      return joinTerms(node.op === '&&' ? 'all' : 'any', chainOf(node).map(read), at);
    case '!_':
      return { kind: 'not', term: read(node.args), at };
    case '-_':
      return readNegative(node.args, at, read);
    case 'in':
      return readIn(node.args[0], node.args[1], at, read);
    case 'call':
      return readCall(node.args[0], node.args[1], at, read);
    case 'rcall':
      return readMethod(node.args[0], node.args[1], node.args[2], at, read);
  }
  if (COMPARISONS.has(node.op)) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    return { kind: 'compare', op: node.op as Comparison, left: read(left), right: read(right), at };
  }
  if (ARITHMETIC.has(node.op)) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    return { kind: 'arithmetic', op: node.op as Arithmetic, left: read(left), right: read(right), at };
  }
  throw new RuleFault('RULE_NOT_ALLOWED', tellNotAllowed(node.op), at);
}

/** The group of fields that a node names as a whole; nothing for any other node. */
function groupOf(node: ASTNode): FieldGroup | undefined {
  if (isOfferAttributes(node)) return 'offerAttributes';
  if (node.op !== 'id') return undefined;
  if (isFieldGroup(node.args)) return node.args;
  throw unknownName(node.args, placeOf(node));
}

/** a && b && c is a chain to the left: its length is not its depth. */
function chainOf(node: ASTNode): ASTNode[] {
  const terms: ASTNode[] = [];
  let next = node;
  while (next.op === node.op) {
    const [left, right] = next.args as [ASTNode, ASTNode];
    terms.push(right);
    next = left;
  }
  return [...terms, next].reverse();
}

function readLiteral(node: ASTNode): Literal {
  const value: unknown = node.args;
  const at = placeOf(node);
  if (typeof value === 'bigint') return { kind: 'literal', value: Number(value), at };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'literal', value, at };
  if (value === null)
    throw notAllowed(at, 'null is not allowed: ask by has(...)', 'null ist nicht erlaubt: mit has(...) fragen');
  throw notAllowed(at, 'write a text, a number, true or false', 'hier gehört ein Text, eine Zahl, true oder false hin');
}

function readNegative(inner: ASTNode, at: Place, read: (inner: ASTNode) => Expression): Expression {
  const term = read(inner);
  if (term.kind === 'literal' && typeof term.value === 'number') return { kind: 'literal', value: -term.value, at };
  const zero: Literal = { kind: 'literal', value: 0, at };
  return { kind: 'arithmetic', op: '-', left: zero, right: term, at };
}

/** GROUP.NAME, or GROUP["NAME"] for a name with a dash. Nothing else can be reached. */
function readField(node: ASTNode): Field {
  const at = placeOf(node);
  if (node.op !== '.' && node.op !== '[]')
    throw notAllowed(at, 'a field stands here, such as attributes.age', 'hier gehört ein Feld hin, wie attributes.age');
  const [owner, key] = node.args;
  if (isOfferAttributes(owner)) return { kind: 'field', group: 'offerAttributes', name: readName(key, at), at };
  if (owner.op !== 'id')
    throw notAllowed(at, 'a field has two parts: a group and a name', 'ein Feld hat zwei Teile: Gruppe und Name');
  if (!isFieldGroup(owner.args)) throw unknownName(owner.args, placeOf(owner));
  return { kind: 'field', group: owner.args, name: readName(key, at), at };
}

function readName(key: string | ASTNode, at: Place): string {
  const name: unknown = typeof key === 'string' ? key : key.args;
  if (typeof name === 'string') return name;
  throw notAllowed(
    at,
    'a name stands here, such as ["restaurant-mid"]',
    'hier gehört ein Name hin, wie ["restaurant-mid"]',
  );
}

/** `offer.attributes`, the one group that lies within another. */
function isOfferAttributes(node: ASTNode): boolean {
  if (node.op !== '.' && node.op !== '[]') return false;
  const [owner, key] = node.args;
  return owner.op === 'id' && owner.args === 'offer' && key === 'attributes';
}

function readIn(of: ASTNode, list: ASTNode, at: Place, read: (inner: ASTNode) => Expression): Expression {
  const group = groupOf(list);
  if (group && of.op === 'value' && typeof of.args === 'string')
    return { kind: 'has', field: { kind: 'field', group, name: of.args, at: placeOf(of) }, at };
  if (list.op !== 'list')
    throw notAllowed(
      placeOf(list),
      'a list stands behind "in", such as ["silver", "gold"]',
      'hinter „in“ gehört eine Liste, wie ["silver", "gold"]',
    );
  const values = list.args.map((value) => {
    const literal = read(value);
    if (literal.kind === 'literal') return literal;
    throw notAllowed(
      placeOf(value),
      'a list holds texts, numbers, true or false only',
      'eine Liste hat nur Texte, Zahlen, true oder false',
    );
  });
  return { kind: 'in', of: read(of), values, at };
}

function readCall(
  name: string,
  given: readonly ASTNode[],
  at: Place,
  read: (inner: ASTNode) => Expression,
): Expression {
  const [only] = given;
  if (name === 'has' && only && given.length === 1) return { kind: 'has', field: readField(only), at };
  if (name === 'size' && only && given.length === 1) return { kind: 'size', of: read(only), at };
  if (name === 'visitsInDays' || name === 'purchasesInDays') {
    const category = given.length === 2 ? valueOf(given[0]!) : ANY_CATEGORY;
    const days = valueOf(given.at(-1));
    if (given.length >= 1 && given.length <= 2 && typeof category === 'string' && typeof days === 'number')
      return { kind: 'lookBack', of: LOOK_BACKS[name], category, days, at };
    throw notAllowed(
      at,
      `is written ${name}("CATEGORY", DAYS), or ${name}(DAYS)`,
      `wird ${name}("KATEGORIE", TAGE) oder ${name}(TAGE) geschrieben`,
    );
  }
  if (name === 'has') throw notAllowed(at, 'is written has(GROUP.NAME)', 'wird has(GRUPPE.NAME) geschrieben');
  if (name === 'size') throw notAllowed(at, 'is written size(TEXT)', 'wird size(TEXT) geschrieben');
  throw unknownFunction(name, FUNCTIONS, [...FUNCTIONS, ...TEXT_TESTS], at);
}

function readMethod(
  name: string,
  of: ASTNode,
  given: readonly ASTNode[],
  at: Place,
  read: (inner: ASTNode) => Expression,
): Expression {
  if (name === 'size' && given.length === 0) return { kind: 'size', of: read(of), at };
  if (!TEXT_TESTS.includes(name)) throw unknownFunction(name, TEXT_TESTS, [...FUNCTIONS, ...TEXT_TESTS], at);
  if (given.length !== 1)
    throw notAllowed(at, `is written FIELD.${name}("TEXT")`, `wird FELD.${name}("TEXT") geschrieben`);
  return { kind: 'text', op: name as TextTest, of: read(of), part: read(given[0]!), at };
}

function valueOf(node: ASTNode | undefined): unknown {
  if (node?.op !== 'value') return undefined;
  return typeof node.args === 'bigint' ? Number(node.args) : node.args;
}

function isFieldGroup(name: string): name is (typeof FIELD_GROUPS)[number] {
  return (FIELD_GROUPS as readonly string[]).includes(name);
}

function placeOf({ start, end }: ASTNode): Place {
  return { path: '', start, end };
}
