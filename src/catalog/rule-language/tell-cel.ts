import { RULE_LIMITS } from '../../contract/rule.js';
import type { Said } from '../said.js';
import { FIELD_GROUPS, type Place } from './expression.js';
import { nearestName } from './nearest-name.js';
import { RuleFault } from './rule-fault.js';

/** Why the library could not read a text; it says so in English alone. */
export function tellSyntax(summary: string, text: string, start: number): Said {
  if (text.trim() === '')
    return { en: 'is empty: leave the rule out, or write one', de: 'ist leer: weglassen oder eine schreiben' };
  if (/EOF/.test(summary))
    return { en: 'ends too early: something is missing here', de: 'endet zu früh: hier fehlt etwas' };
  if (text[start] === '=') return { en: 'a comparison is written ==', de: 'ein Vergleich wird == geschrieben' };
  if (text[start] === '&' || text[start] === '|')
    return { en: 'write && for "and", || for "or"', de: '„und“ wird && geschrieben, „oder“ ||' };
  if (/^Unterminated/.test(summary))
    return { en: 'this text has no closing quotation mark', de: 'diesem Text fehlt das schließende Anführungszeichen' };
  return { en: summary, de: `kann nicht gelesen werden (${summary})` };
}

export function tellLimit(summary: string): Said {
  if (summary.includes('maxMapEntries')) return { en: 'maps are not allowed', de: 'Maps sind nicht erlaubt' };
  const { listLength } = RULE_LIMITS;
  if (summary.includes('maxListElements'))
    return { en: `a list has at most ${listLength} values`, de: `eine Liste hat höchstens ${listLength} Werte` };
  return { en: 'is too large: split it, or write less', de: 'ist zu groß: aufteilen oder kürzer schreiben' };
}

export function tellNotAllowed(op: string): Said {
  if (op === '?:')
    return {
      en: 'a choice by ? is not allowed: write it with && and ||',
      de: 'eine Auswahl mit ? ist nicht erlaubt: mit && und || schreiben',
    };
  if (op === 'list') return { en: 'a list may stand behind "in" only', de: 'eine Liste steht nur hinter „in“' };
  const sign = op.replaceAll('_', '');
  return { en: `"${sign}" is not allowed in a rule`, de: `„${sign}“ ist in Regeln nicht erlaubt` };
}

export function notAllowed(at: Place, en: string, de: string): RuleFault {
  return new RuleFault('RULE_NOT_ALLOWED', { en, de }, at);
}

export function unknownName(name: string, at: Place): RuleFault {
  const near = nearestName(name, FIELD_GROUPS);
  const groups = FIELD_GROUPS.join(', ');
  const said = {
    en: `there is no "${name}": a field begins with ${groups}`,
    de: `„${name}“ gibt es nicht: ein Feld beginnt mit ${groups}`,
  };
  return new RuleFault('RULE_UNKNOWN_FIELD', said, at, near);
}

/** @param known those that may stand where it stands; `all`: those that there are at all. */
export function unknownFunction(name: string, known: readonly string[], all: readonly string[], at: Place): RuleFault {
  const near = nearestName(name, known);
  const names = all.join(', ');
  const [en, de] =
    near === undefined
      ? [`: there are ${names}`, `: es gibt ${names}`]
      : [`; did you mean ${near}?`, `; gemeint ist wohl ${near}`];
  return notAllowed(at, `there is no function "${name}"${en}`, `die Funktion „${name}“ gibt es nicht${de}`);
}
