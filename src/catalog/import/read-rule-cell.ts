import { rule as ruleSchema, type RuleSource } from '../../contract/rule.js';
import { toIssues } from '../../contract/parse.js';
import { mendRule } from '../rule-language/mend-rule.js';
import { readRule } from '../rule-language/read-rule.js';
import type { RuleFaultCode } from '../rule-language/rule-fault.js';
import type { RuleFields } from '../rule-language/rule-fields.js';
import type { Said } from '../said.js';

export type RuleCell =
  | { readonly ok: true; readonly source: RuleSource }
  | { readonly ok: false; readonly code: RuleFaultCode; readonly about: string | Said; readonly suggestion?: string };
export type RuleReader = (text: string) => RuleCell;

/** Sheets repeat their rules from row to row. */
const MOST_KNOWN = 10_000;

/** Reads the text of a cell as a rule: CEL, or JSON where it begins with a bracket. */
export function ruleReader(fields: RuleFields): RuleReader {
  const known = new Map<string, RuleCell>();
  return (text) => {
    let read = known.get(text);
    if (read) return read;
    read = /^[[{]/.test(text) ? readJson(text, fields) : readCel(text, fields);
    if (known.size < MOST_KNOWN) known.set(text, read);
    return read;
  };
}

function readCel(text: string, fields: RuleFields): RuleCell {
  const parsed = ruleSchema.safeParse(text);
  if (!parsed.success) return tooLarge(parsed.error.issues[0]!.message);
  const read = readRule(text, fields);
  if (read.ok) return { ok: true, source: text };
  const [{ code, said }] = read.faults as [(typeof read.faults)[number]];
  return { ok: false, code, about: said, suggestion: mendRule(text, fields) };
}

function readJson(text: string, fields: RuleFields): RuleCell {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, code: 'RULE_SYNTAX', about: (error as Error).message };
  }
  const parsed = ruleSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues.flatMap(toIssues);
    return { ok: false, code: 'RULE_SYNTAX', about: `${issue!.path} ${issue!.message}`.trim() };
  }
  const read = readRule(parsed.data, fields);
  if (read.ok) return { ok: true, source: parsed.data };
  const [{ code, said, place }] = read.faults as [(typeof read.faults)[number]];
  const at = place.path === '' ? '' : `${place.path}: `;
  return { ok: false, code, about: { en: at + said.en, de: at + said.de } };
}

function tooLarge(about: string): RuleCell {
  return { ok: false, code: 'RULE_TOO_LARGE', about };
}
