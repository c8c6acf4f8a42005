import type { RuleSource } from '../../contract/rule.js';
import { checkExpression } from './check-types.js';
import type { Expression } from './expression.js';
import { parseCel } from './parse-cel.js';
import { readConditions, readTree } from './read-json.js';
import { RuleFault } from './rule-fault.js';
import type { RuleFields } from './rule-fields.js';

export type ReadRule =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly faults: readonly RuleFault[] };

/** A rule in any of its forms, as the schema let it through, to its expression; or all that is wrong with it. */
export function readRule(source: RuleSource, fields: RuleFields): ReadRule {
  try {
    const expression = toExpression(source);
    const faults = checkExpression(expression, fields);
    return faults.length > 0 ? { ok: false, faults } : { ok: true, expression };
  } catch (error) {
    if (error instanceof RuleFault) return { ok: false, faults: [error] };
    throw error;
  }
}

/** @throws RuleFault when a text is no CEL, or more of it than rules may be. */
export function toExpression(source: RuleSource): Expression {
  if (typeof source === 'string') return parseCel(source);
  return Array.isArray(source) ? readConditions(source) : readTree(source);
}
