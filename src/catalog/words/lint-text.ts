import { nearest } from '../import/nearest.js';
import { strangersIn, type Form } from './address-form-lint.js';
import { MOST_CHARACTERS, type TextPart } from './format-lengths.js';
import type { ArgumentTypes } from './message-arguments.js';
import { argumentsOf, isMessage, literalsOf, longestLength, messageFault } from './message-faults.js';
import { cutTo, mendedMessage, quotedBraces, readdressed, renamedArgument } from './mend-text.js';

export type TextFaultCode = 'BAD_ICU' | 'UNKNOWN_ARGUMENT' | 'WRONG_ARGUMENT' | 'TOO_LONG' | 'MIXED_ADDRESS';

/** What is wrong with a text. `about` is what the sentence of the code needs to say more. */
export interface TextFault {
  readonly code: TextFaultCode;
  readonly about: string;
  readonly suggestion?: string;
}

/** Where a text stands, and what it may tell. */
export interface TextPlace {
  readonly locale: string;
  readonly form: Form;
  readonly format: keyof typeof MOST_CHARACTERS;
  readonly part: TextPart;
  /** What it may fill in; left out: that is not looked at. */
  readonly known?: ArgumentTypes;
  /** What some of that will be, to tell how long the text becomes. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Everything that is wrong with a text: the one linter of words, for sheets and for files in the form of the contract. */
export function lintText(text: string, place: TextPlace): TextFault[] {
  const fault = messageFault(text);
  if (fault !== undefined)
    return [
      { code: 'BAD_ICU', about: fault, suggestion: mendedMessage(text, place.known) },
      ...lintLength(text, place),
      ...lintAddress(text, place),
    ];
  return [...lintArguments(text, place), ...lintLength(text, place), ...lintAddress(text, place)];
}

function lintArguments(text: string, { known }: TextPlace): TextFault[] {
  if (!known || !isMessage(text)) return [];
  const used = argumentsOf(text);
  const unknown = used.find(({ name }) => !known.has(name));
  if (unknown) {
    const near = nearest(unknown.name, known.keys());
    const suggestion = near === undefined ? quotedBraces(text) : renamedArgument(text, unknown.name, near);
    return [{ code: 'UNKNOWN_ARGUMENT', about: `${unknown.name}|${[...known.keys()].join(', ')}`, suggestion }];
  }
  const wrong = used.find(({ name, needsNumber }) => needsNumber && known.get(name) !== 'number');
  return wrong ? [{ code: 'WRONG_ARGUMENT', about: wrong.name }] : [];
}

function lintLength(text: string, { format, part, values }: TextPlace): TextFault[] {
  const most = MOST_CHARACTERS[format][part];
  if (longestLength(text, values) <= most) return [];
  return [{ code: 'TOO_LONG', about: String(most), suggestion: cutTo(most, text) }];
}

/** German alone has two ways to address somebody. */
function lintAddress(text: string, { locale, form }: TextPlace): TextFault[] {
  if (!locale.startsWith('de')) return [];
  const strangers = strangersIn(literalsOf(text), form);
  if (strangers.length === 0) return [];
  const about = strangers.map((word) => `"${word}"`).join(', ');
  return [{ code: 'MIXED_ADDRESS', about, suggestion: readdressed(text, form) }];
}

/** The variant that is missing where German speaks du or Sie: both belong together, or one neutral stands for them. */
export function missingForm(forms: Partial<Record<Form, unknown>>): 'du' | 'sie' | undefined {
  if (forms.neutral || (forms.du && forms.sie)) return undefined;
  return forms.du ? 'sie' : 'du';
}
