import { readRule } from './read-rule.js';
import type { RuleFault } from './rule-fault.js';
import type { RuleFields } from './rule-fields.js';

const MOST_STEPS = 10;

/** Slips of those who write rules as they speak, or as other tools want them. What stands in quotation marks is kept. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/(?<![=!<>])=(?!=)/g, '=='],
  [/\s*(?<!&)&(?!&)\s*/g, ' && '],
  [/\s*(?<!\|)\|(?!\|)\s*/g, ' || '],
  [/\b(and|und|AND|UND)\b/g, '&&'],
  [/\b(or|oder|OR|ODER)\b/g, '||'],
  [/<>/g, '!='],
  [/[„“”]/g, '"'],
];

/**
 * What a faulty rule may have been meant to be: names and values by their faults, and else the common slips. Only what is a
 * right rule is given; it says what the words say, and never asks for less.
 */
export function mendRule(text: string, fields: RuleFields): string | undefined {
  let mended = text;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const read = readRule(mended, fields);
    if (read.ok) return mended === text ? undefined : mended;
    const next = mendFault(mended, read.faults[0]!);
    if (next === undefined || next === mended) return undefined;
    mended = next;
  }
  return undefined;
}

function mendFault(text: string, fault: RuleFault): string | undefined {
  const { code, place, meant } = fault;
  const { start, end } = place;
  if (meant !== undefined && start !== undefined) return text.slice(0, start) + meant + text.slice(end ?? start);
  if (code === 'RULE_WRONG_TYPE' && start !== undefined) return mendValue(text, start, end ?? start);
  return code === 'RULE_SYNTAX' ? mendSyntax(text) : undefined;
}

/** A number in quotation marks where a number belongs, or a plain one where a text does. */
function mendValue(text: string, start: number, end: number): string | undefined {
  const value = text.slice(start, end);
  const [, quoted] = /^["'](-?\d+(?:\.\d+)?|true|false)["']$/.exec(value) ?? [];
  const other = quoted ?? (/^-?\d+(\.\d+)?$/.test(value) ? `"${value}"` : undefined);
  return other && text.slice(0, start) + other + text.slice(end);
}

function mendSyntax(text: string): string | undefined {
  const spoken = outsideQuotes(text, (part) =>
    SLIPS.reduce((mended, [slip, right]) => mended.replace(slip, right), part),
  );
  if (spoken !== text) return spoken;
  const quotes = text.split('"').length - 1;
  if (quotes % 2 === 1) return `${text}"`;
  const open = text.split('(').length - text.split(')').length;
  return open > 0 ? text + ')'.repeat(open) : undefined;
}

function outsideQuotes(text: string, change: (part: string) => string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/)
    .map((part, i) => (i % 2 === 0 ? change(part) : part))
    .join('');
}
