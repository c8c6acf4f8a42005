import { IntlMessageFormat } from 'intl-messageformat';
import type { CatalogOffer } from '../../contract/catalog.js';
import type { FilledWords, Format, Message, MessageFacts } from '../../core/types/offer.js';
import { MOST_CHARACTERS, type TextPart } from './format-lengths.js';
import { ownValues, valuesNow } from './message-arguments.js';
import { argumentsOf, isMessage } from './message-faults.js';

/** Customers choose their locale: made-up ones must not fill the memory. */
const MOST_LOCALES = 8;

type Fill = (values: Record<string, string | number>) => string;

/**
 * Title and body with places to be filled in, as one function. It is made when the words are first shown in a locale: most
 * offers of a large catalog never are.
 */
export function compileMessage(words: FilledWords, locale: string, format: Format, offer: CatalogOffer): Message {
  const own = ownValues(offer);
  const byLocale = new Map<string, Record<TextPart, Fill>>();
  const fillsIn = (tag: string) => {
    const known = byLocale.get(tag);
    if (known) return known;
    const made = { title: fillOf(words.title, tag, format, 'title'), body: fillOf(words.body, tag, format, 'body') };
    if (byLocale.size < MOST_LOCALES) byLocale.set(tag, made);
    return made;
  };
  return {
    needsDistance: [words.title, words.body].some((text) =>
      argumentsOf(text).some(({ name }) => name === 'walkMinutes'),
    ),
    fill: (facts) => {
      try {
        const { title, body } = fillsIn(localeFor(facts, locale));
        const values = valuesNow(own, facts);
        return { title: title(values), body: body(values) };
      } catch {
        // Something that the text asks for is not known: whoever shows it takes another one, and tells.
        return undefined;
      }
    },
  };
}

/** The customer's locale where the words are of its language: de-CH writes numbers its own way. */
function localeFor({ locale }: MessageFacts, own: string): string {
  return locale !== undefined && locale.slice(0, 2) === own.slice(0, 2) ? locale : own;
}

function fillOf(text: string, locale: string, format: Format, part: TextPart): Fill {
  if (!isMessage(text)) return () => text;
  const message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  const most = MOST_CHARACTERS[format][part];
  return (values) => {
    const filled = String(message.format(values));
    return filled.length > most ? `${filled.slice(0, most - 1).trimEnd()}…` : filled;
  };
}
