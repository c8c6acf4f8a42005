import type { CatalogOffer, Treatment as ContractTreatment } from '../../contract/catalog.js';
import type { AddressForm, Treatment, Words } from '../../core/types/offer.js';
import { isMessage, messageFault } from './message-faults.js';
import { compileMessage } from './compile-message.js';

type Texts = ContractTreatment['texts'];
type Forms = NonNullable<Texts[string]>;

/** Words that are to be filled in get a function that does; all others stay as the file has them. */
export function compileTreatments(offer: CatalogOffer): readonly Treatment[] {
  if (!offer.treatments.some(({ texts }) => hasMessage(texts))) return offer.treatments;
  return offer.treatments.map(({ id, touchpoint, placement, format, attentionSeconds, texts }) => ({
    id,
    touchpoint,
    placement,
    format,
    attentionSeconds,
    texts: compileTexts(texts, format, offer),
  }));
}

export function tellsDistance({ texts }: Treatment): boolean {
  for (const forms of Object.values(texts))
    for (const words of Object.values(forms)) if (words?.message?.needsDistance) return true;
  return false;
}

function hasMessage(texts: Texts): boolean {
  for (const forms of Object.values(texts))
    for (const words of Object.values(forms))
      if (words && (isMessage(words.title) || isMessage(words.body))) return true;
  return false;
}

function compileTexts(texts: Texts, format: Treatment['format'], offer: CatalogOffer): Treatment['texts'] {
  const compile = (locale: string, forms: Forms) =>
    Object.fromEntries(
      (Object.entries(forms) as [AddressForm, Words][]).map(([form, words]) => [
        form,
        compileWords(words, locale, format, offer),
      ]),
    );
  return Object.fromEntries(Object.entries(texts).map(([locale, forms]) => [locale, compile(locale, forms)]));
}

/** What is no ICU message, as in files from before messages were known, stays as it stands. */
function compileWords({ title, body }: Words, locale: string, format: Treatment['format'], offer: CatalogOffer): Words {
  const isPlain = !isMessage(title) && !isMessage(body);
  if (isPlain || messageFault(title) !== undefined || messageFault(body) !== undefined) return { title, body };
  return { title, body, message: compileMessage({ title, body }, locale, format, offer) };
}
