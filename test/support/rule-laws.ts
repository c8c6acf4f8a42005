import { Environment } from '@marcbachmann/cel-js';
import { compileTest } from '../../src/catalog/rule-language/compile-expression.js';
import { sizeOf } from '../../src/catalog/rule-language/expression.js';
import { parseCel } from '../../src/catalog/rule-language/parse-cel.js';
import { readRule, toExpression } from '../../src/catalog/rule-language/read-rule.js';
import type { RuleFields } from '../../src/catalog/rule-language/rule-fields.js';
import { writeCel } from '../../src/catalog/rule-language/write-cel.js';
import { RULE_LIMITS, type Condition, type RuleSource, type RuleTree } from '../../src/contract/rule.js';
import type { Facts, Scalar } from '../../src/core/types/facts.js';

/** What must hold of every rule; each throws where it does not. */

/** JSON, the CEL text that is written from it, and the meaning that the guide gives to the JSON: all three agree. */
export function checkForms(source: Exclude<RuleSource, string>, facts: Facts): boolean {
  const expression = toExpression(source);
  const text = writeCel(expression);
  const again = parseCel(text);
  if (writeCel(again) !== text) throw new Error(`is written otherwise when it is read again: ${text}`);
  const answers = [compileTest(expression)(facts), compileTest(again)(facts), meaningOf(source, facts)];
  if (new Set(answers).size !== 1) throw new Error(`JSON, CEL, meaning: ${answers.join(', ')} of ${text}`);
  return answers[0]!;
}

/**
 * The evaluator of another hand answers as ours does, wherever it answers at all: it ends with an error where a value is
 * missing. @returns whether it answered.
 */
export function checkAgainstCel(source: Exclude<RuleSource, string>, facts: Facts): boolean {
  const expression = toExpression(source);
  const text = writeCel(expression);
  let theirs: unknown;
  asked = facts;
  try {
    theirs = CEL.evaluate(text, {
      ...facts.profile,
      context: facts.context,
      offer: { ...facts.offer, attributes: facts.offerAttributes },
    });
  } catch {
    return false;
  }
  const ours = compileTest(expression)(facts);
  if (theirs !== ours) throw new Error(`another evaluator says ${String(theirs)}, ours ${ours}: ${text}`);
  return true;
}

/** However a text reads, it is refused or it gives true or false, within its bound. @returns whether it was taken. */
export function checkSafe(source: RuleSource, fields: RuleFields, facts: Facts): boolean {
  const read = readRule(source, fields);
  if (!read.ok) {
    if (read.faults.length === 0) throw new Error('is refused without a fault');
    return false;
  }
  const size = sizeOf(read.expression);
  if (size > RULE_LIMITS.nodes) throw new Error(`${size} parts were let through`);
  const counted = countReads(facts);
  const answer: unknown = compileTest(read.expression)(counted.facts);
  if (typeof answer !== 'boolean') throw new Error(`answers ${String(answer)}`);
  if (counted.reads() > size) throw new Error(`${counted.reads()} reads of ${size} parts`);
  return true;
}

/** Look-backs are functions of ours: the evaluator of another hand is told what they count. */
const CEL = new Environment({ unlistedVariablesAreDyn: true });
let asked: Facts;
for (const name of ['visits', 'purchases'] as const) {
  const count = (category: string, days: bigint) => countOf(name, category, Number(days), asked);
  CEL.registerFunction(`${name}InDays(string, int): dyn`, count);
  CEL.registerFunction(`${name}InDays(int): dyn`, (days: bigint) => count('*', days));
}

/** Facts whose records count what is asked of them. */
function countReads(facts: Facts): { facts: Facts; reads: () => number } {
  let reads = 0;
  const watch = <T extends object>(record: T): T =>
    new Proxy(record, {
      getOwnPropertyDescriptor: (target, name) => {
        reads += 1;
        return Object.getOwnPropertyDescriptor(target, name);
      },
    });
  const { profile } = facts;
  const watched: Facts = {
    now: facts.now,
    context: watch(facts.context),
    offer: watch(facts.offer),
    offerAttributes: watch(facts.offerAttributes),
    profile: {
      attributes: watch(profile.attributes),
      visitsPerMonth: watch(profile.visitsPerMonth),
      purchasesPerMonth: watch(profile.purchasesPerMonth),
      affinity: watch(profile.affinity),
      recent: { visits: watch(profile.recent.visits), purchases: watch(profile.recent.purchases) },
      offers: {},
    },
  };
  return { facts: watched, reads: () => reads };
}

/** The meaning of the JSON forms, as docs/marketers.md tells it and without any of the code that runs. */
function meaningOf(source: Exclude<RuleSource, string>, facts: Facts): boolean {
  return Array.isArray(source) ? source.every((one) => holds(one, facts)) : holds(source, facts);
}

function holds(tree: RuleTree, facts: Facts): boolean {
  if ('all' in tree) return tree.all.every((one) => holds(one, facts));
  if ('any' in tree) return tree.any.some((one) => holds(one, facts));
  if ('not' in tree) return !holds(tree.not, facts);
  const actual = valueOf(tree, facts);
  if (tree.op === 'absent') return actual === undefined;
  if (actual === undefined) return false;
  if (tree.op === 'present') return true;
  const { op, value } = tree as Exclude<typeof tree, { op: 'present' | 'absent' }>;
  if (op === 'in') return (value as Scalar[]).includes(actual);
  if (op === 'notIn') return !(value as Scalar[]).includes(actual);
  if (op === '==') return actual === value;
  if (op === '!=') return actual !== value;
  const order = actual < value ? -1 : actual > value ? 1 : 0;
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[op];
}

function valueOf(condition: Condition, facts: Facts): Scalar | undefined {
  if ('days' in condition) {
    const of = condition.field === 'visitsInDays' ? 'visits' : 'purchases';
    return countOf(of, condition.category ?? '*', condition.days, facts);
  }
  const { profile, context, offer, offerAttributes } = facts;
  const name = condition.field.split('.').at(-1)!;
  const group = condition.field.slice(0, -name.length - 1);
  const groups: Record<string, Readonly<Record<string, Scalar>>> = {
    ...profile,
    context,
    offer: { ...offer },
    'offer.attributes': offerAttributes,
  } as never;
  return groups[group]![name];
}

function countOf(of: 'visits' | 'purchases', category: string, days: number, { profile, now }: Facts): number {
  const since = now / 60_000 - days * 1_440;
  return (profile.recent[of][category] ?? []).filter((minute) => minute >= since).length;
}
