import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

/** Whether a text has anything to fill in, or a brace or apostrophe that is quoted. */
export function isMessage(text: string): boolean {
  return /[{}]|''/.test(text);
}

/**
 * The text as its parts (https://unicode-org.github.io/icu/userguide/format_parse/messages/). Tags are plain characters.
 * @throws SyntaxError
 */
export function parseMessage(text: string): MessageFormatElement[] {
  return parse(text, { ignoreTag: true, requiresOtherClause: true });
}

/** Why a text is no ICU message; undefined when it is one. */
export function messageFault(text: string): string | undefined {
  if (!isMessage(text)) return undefined;
  try {
    parseMessage(text);
    return undefined;
  } catch (error) {
    return (error as Error).message.toLowerCase().replaceAll('_', ' ').slice(0, 80);
  }
}

/** One place of a message that is filled in, and whether only a number will do. */
export interface UsedArgument {
  readonly name: string;
  readonly needsNumber: boolean;
}

/** The arguments of a text, each as it is used; none of a text that is no message. */
export function argumentsOf(text: string): UsedArgument[] {
  return isMessage(text) && messageFault(text) === undefined ? argumentsIn(parseMessage(text)) : [];
}

function argumentsIn(elements: readonly MessageFormatElement[]): UsedArgument[] {
  return elements.flatMap((element): UsedArgument[] => {
    switch (element.type) {
      case TYPE.argument:
        return [{ name: element.value, needsNumber: false }];
      case TYPE.number:
      case TYPE.date:
      case TYPE.time:
        return [{ name: element.value, needsNumber: true }];
      case TYPE.select:
      case TYPE.plural:
        return [
          { name: element.value, needsNumber: element.type === TYPE.plural },
          ...Object.values(element.options).flatMap((option) => argumentsIn(option.value)),
        ];
      default:
        return [];
    }
  });
}

/** What people read of a message whatever is filled in: the literal parts, without names, and with all of its branches. */
export function literalsOf(text: string): string {
  if (!isMessage(text) || messageFault(text) !== undefined) return text;
  return literalsIn(parseMessage(text)).join(' ');
}

function literalsIn(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element): string[] => {
    if (element.type === TYPE.literal) return [element.value];
    if (element.type !== TYPE.select && element.type !== TYPE.plural) return [];
    return Object.values(element.options).flatMap((option) => literalsIn(option.value));
  });
}

/** Characters of an argument of which nothing is known. */
const UNKNOWN_LENGTH = 3;

/** Characters of the longest text that a message becomes: the longest branch of each choice, with these values. */
export function longestLength(text: string, values: Readonly<Record<string, string | number>> = {}): number {
  if (!isMessage(text) || messageFault(text) !== undefined) return text.length;
  return longestOf(parseMessage(text), values);
}

function longestOf(
  elements: readonly MessageFormatElement[],
  values: Readonly<Record<string, string | number>>,
): number {
  const lengthOf = (name: string) => (Object.hasOwn(values, name) ? String(values[name]).length : UNKNOWN_LENGTH);
  return elements.reduce((sum, element) => {
    if (element.type === TYPE.literal) return sum + element.value.length;
    if (element.type === TYPE.select || element.type === TYPE.plural)
      return sum + Math.max(...Object.values(element.options).map((option) => longestOf(option.value, values)));
    return sum + (element.type === TYPE.pound || element.type === TYPE.tag ? UNKNOWN_LENGTH : lengthOf(element.value));
  }, 0);
}
