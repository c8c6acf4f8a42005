import { parse } from '@formatjs/icu-messageformat-parser';
import { findAddresses } from '../address-form-lint.js';

export type Form = 'du' | 'sie' | 'neutral';
export type TextPart = 'title' | 'body';

/** Most characters of a text, by the form in which it is shown: a glance is read in passing. */
export const MOST_CHARACTERS: Record<'glance' | 'short' | 'rich', Record<TextPart, number>> = {
  glance: { title: 40, body: 80 },
  short: { title: 60, body: 180 },
  rich: { title: 120, body: 600 },
};

/** Why a text is no ICU message; undefined when it is one. */
export function icuFault(text: string): string | undefined {
  if (!/[{}]/.test(text)) return undefined;
  try {
    parse(text, { ignoreTag: true, requiresOtherClause: true });
    return undefined;
  } catch (error) {
    return (error as Error).message.toLowerCase().replaceAll('_', ' ').slice(0, 80);
  }
}

/** Braces closed where they were left open, or else all of them made plain characters. */
export function mendedIcu(text: string): string {
  const missing = text.split('{').length - text.split('}').length;
  const closed = missing > 0 ? text + '}'.repeat(missing) : text;
  if (icuFault(closed) === undefined) return closed;
  return text.replace(/[{}]+/g, (braces) => `'${braces}'`);
}

/** The word at its last blank before the end, with an ellipsis; braces are never cut through. */
export function cutTo(most: number, text: string): string | undefined {
  const head = text.slice(0, most - 1);
  const cut = head.slice(0, head.lastIndexOf(' ') > most / 2 ? head.lastIndexOf(' ') : undefined).trimEnd() + '…';
  return icuFault(cut) === undefined ? cut : undefined;
}

/** Words of the other address, or any address in a neutral text. */
export function strangersIn(text: string, form: Form): string[] {
  return [
    ...new Set(
      findAddresses(text)
        .filter((found) => found.form !== form)
        .map(({ word }) => word),
    ),
  ];
}

const TO_SIE: Record<string, string> = { du: 'Sie', dich: 'Sie', dir: 'Ihnen', euch: 'Sie', euer: 'Ihr' };
const TO_DU: Record<string, string> = { sie: 'dich', ihnen: 'dir' };

/** The same text with its words of address changed; grammar is for people to read over. Undefined where none is known. */
export function readdressed(text: string, form: Form): string | undefined {
  if (form === 'neutral') return undefined;
  let changed = text;
  for (const word of strangersIn(text, form)) {
    const other = form === 'sie' ? toSie(word) : toDu(word);
    changed = changed.replace(new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'gu'), other);
  }
  return strangersIn(changed, form).length === 0 ? changed : undefined;
}

function toSie(word: string): string {
  const lower = word.toLowerCase();
  return TO_SIE[lower] ?? `Ihr${lower.replace(/^(dein|eur)/, '')}`;
}

function toDu(word: string): string {
  const lower = word.toLowerCase();
  return TO_DU[lower] ?? `dein${lower.replace(/^ihr/, '')}`;
}
