import { z } from 'zod';
import { category, fieldName, scalar } from './primitives.js';

/** How large one rule may be, in whatever form it is written: it runs for each candidate of each decision. */
export const RULE_LIMITS = {
  /** Characters of a rule that is written as text. */
  textLength: 10_000,
  /** Conditions, trees and values together, those in lists aside. */
  nodes: 200,
  /** Trees, brackets and operators within one another. */
  depth: 24,
  /** Values of one list, and of all lists of one rule. */
  listLength: 100,
  listValues: 2_000,
  /** A look-back counts no further than this, and reaches no further back. */
  lookBackCount: 10,
  lookBackDays: 90,
} as const;

const FIELD =
  /^(attributes\.[a-z][A-Za-z0-9]{0,63}|context\.[a-z][A-Za-z0-9]{0,63}|(visitsPerMonth|purchasesPerMonth|affinity)\.[a-z][a-z0-9-]{0,63}|offer\.attributes\.[a-z][A-Za-z0-9]{0,63}|offer\.(accepts|impressions|dismissals))$/;

const field = z
  .string()
  .regex(
    FIELD,
    'must be attributes.X, context.X, visitsPerMonth.CATEGORY, purchasesPerMonth.CATEGORY, affinity.CATEGORY, offer.attributes.X or offer.accepts, offer.impressions, offer.dismissals',
  );

const comparison = z.enum(['==', '!=', '<', '<=', '>', '>=']);

/** One condition on one field. An absent field fails every condition but `absent`. */
export const condition = z.union([
  z.strictObject({ field, op: comparison, value: scalar }),
  z.strictObject({ field, op: z.enum(['in', 'notIn']), value: z.array(scalar).min(1).max(RULE_LIMITS.listLength) }),
  z.strictObject({ field, op: z.enum(['present', 'absent']) }),
  z.strictObject({
    field: z.enum(['visitsInDays', 'purchasesInDays']),
    category: category.optional().describe('left out: all but the sensitive ones'),
    days: z.number().int().min(1).max(RULE_LIMITS.lookBackDays).describe('of 24 hours, back from the decision'),
    op: comparison,
    value: z.number().int().min(0).max(RULE_LIMITS.lookBackCount),
  }),
]);

export type Condition = z.output<typeof condition>;

/** Conditions within one another: all of them, any of them, not this one. */
export type RuleTree = Condition | { all: RuleTree[] } | { any: RuleTree[] } | { not: RuleTree };

const branches = () => z.array(tree).min(1).max(RULE_LIMITS.nodes);
const tree: z.ZodType<RuleTree, RuleTree> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: branches() }),
      z.strictObject({ any: branches() }),
      z.strictObject({ not: tree }),
      ...condition.options,
    ]),
  )
  .meta({ id: 'RuleTree' });

/** A rule as it stands in a catalog: CEL text, a list of conditions all of which must hold, or a tree of them. */
export type RuleSource = string | Condition[] | RuleTree;

const anyForm = z.union([
  z.string().min(1, 'is empty: leave it out').max(RULE_LIMITS.textLength).describe('CEL text'),
  z.array(condition).max(20),
  tree,
]);

/** Objects and lists within one another that a rule can have at most: a tree has two for each of its levels. */
const MOST_LEVELS = 2 * RULE_LIMITS.depth;
/** More than any rule within the limits has, its keys and values counted. */
const MOST_VALUES = 5 * RULE_LIMITS.nodes + RULE_LIMITS.listValues;

/** The size is looked at before the form: the form is read by recursion. */
export const rule = z.preprocess((value, context) => {
  const fault = findTooLarge(value);
  if (!fault) return value;
  context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
}, anyForm) as unknown as z.ZodType<RuleSource, RuleSource>;

/** The three layers of rules that the catalog as a whole, a group or an offer may have. */
export const ruleLayers = {
  eligibility: rule.default([]).describe('may the customer have it'),
  applicability: rule.default([]).describe('does it make sense for the customer'),
  suitability: rule.default([]).describe('is it right for the customer'),
};

/** What an attribute of the customer holds, for the check of rules. */
export const attributeType = z.union([
  z.strictObject({ type: z.enum(['number', 'text', 'boolean']) }),
  z.strictObject({ type: z.literal('level'), levels: z.array(z.string().max(200)).min(1).max(200) }),
]);

export const attributeTypes = z.record(fieldName, attributeType);

export type AttributeType = z.output<typeof attributeType>;
export type AttributeTypes = z.output<typeof attributeTypes>;

function findTooLarge(value: unknown): string | undefined {
  const waiting: [value: unknown, level: number][] = [[value, 1]];
  for (let seen = 1; waiting.length > 0; seen += 1) {
    if (seen > MOST_VALUES) return `holds more than ${MOST_VALUES} values: split it, or write less`;
    const [next, level] = waiting.pop()!;
    if (typeof next !== 'object' || next === null) continue;
    if (level > MOST_LEVELS) return `has more than ${RULE_LIMITS.depth} levels within one another`;
    const inner = Array.isArray(next) ? (next as unknown[]) : Object.values(next);
    // One list alone may be longer than all that may be waiting.
    if (inner.length > MOST_VALUES) return `holds more than ${MOST_VALUES} values: split it, or write less`;
    for (const one of inner) waiting.push([one, level + 1]);
  }
  return undefined;
}
