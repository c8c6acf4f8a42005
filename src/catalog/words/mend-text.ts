import { strangersIn, type Form } from './address-form-lint.js';
import type { ArgumentTypes } from './message-arguments.js';
import { argumentsOf, literalsOf, messageFault } from './message-faults.js';

/** Braces closed where they were left open and that makes sense, or else all of them made plain characters. */
export function mendedMessage(text: string, known?: ArgumentTypes): string {
  const missing = text.split('{').length - text.split('}').length;
  const closed = missing > 0 ? text + '}'.repeat(missing) : text;
  const isRight =
    messageFault(closed) === undefined && argumentsOf(closed).every(({ name }) => known?.has(name) ?? true);
  return isRight ? closed : quotedBraces(text);
}

export function quotedBraces(text: string): string {
  return text.replace(/[{}]+/g, (braces) => `'${braces}'`);
}

/** Each place that one argument fills in, for another one. */
export function renamedArgument(text: string, from: string, to: string): string {
  return text.replace(/(\{\s*)([^{},\s]+)(?=\s*[,}])/gu, (whole, brace: string, name: string) =>
    name === from ? brace + to : whole,
  );
}

/** The word at its last blank before the end, with an ellipsis; braces are never cut through. */
export function cutTo(most: number, text: string): string | undefined {
  const head = text.slice(0, most - 1);
  const cut = head.slice(0, head.lastIndexOf(' ') > most / 2 ? head.lastIndexOf(' ') : undefined).trimEnd() + '…';
  return messageFault(cut) === undefined ? cut : undefined;
}

const TO_SIE: Record<string, string> = { du: 'Sie', dich: 'Sie', dir: 'Ihnen', euch: 'Sie', euer: 'Ihr' };
const TO_DU: Record<string, string> = { sie: 'dich', ihnen: 'dir' };

/** The same text with its words of address changed; grammar is for people to read over. Undefined where none is known. */
export function readdressed(text: string, form: Form): string | undefined {
  if (form === 'neutral') return undefined;
  let changed = text;
  for (const word of strangersIn(literalsOf(text), form)) {
    const other = form === 'sie' ? toSie(word) : toDu(word);
    changed = changed.replace(new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'gu'), other);
  }
  return strangersIn(literalsOf(changed), form).length === 0 ? changed : undefined;
}

function toSie(word: string): string {
  const lower = word.toLowerCase();
  return TO_SIE[lower] ?? `Ihr${lower.replace(/^(dein|eur)/, '')}`;
}

function toDu(word: string): string {
  const lower = word.toLowerCase();
  return TO_DU[lower] ?? `dein${lower.replace(/^ihr/, '')}`;
}
