import type { CatalogFile, CatalogOffer, Treatment } from '../contract/catalog.js';
import { problemAt, type CatalogProblem } from './catalog-problem.js';
import type { Form } from './words/address-form-lint.js';
import { lintText, missingForm } from './words/lint-text.js';
import { argumentsFor, ownValues } from './words/message-arguments.js';

type WordFile = Pick<CatalogFile, 'offers' | 'locales' | 'offerAttributes'>;
type Forms = NonNullable<Treatment['texts'][string]>;

/** Each locale must be there, German with its forms of address, and each text must pass the linter. */
export function findWordFaults(file: WordFile): CatalogProblem[] {
  const wanted = file.locales ?? [
    ...new Set(file.offers.flatMap((offer) => offer.treatments.flatMap(({ texts }) => Object.keys(texts)))),
  ];
  return file.offers.flatMap((offer, i) =>
    offer.treatments.flatMap((treatment, j) =>
      findTreatmentFaults(treatment, `offers.${i}.treatments.${j}.texts`, offer, wanted, file),
    ),
  );
}

function findTreatmentFaults(
  { texts, format }: Treatment,
  at: string,
  offer: CatalogOffer,
  wanted: readonly string[],
  { offerAttributes }: WordFile,
): CatalogProblem[] {
  const missing = wanted
    .filter((locale) => Object.keys(texts[locale] ?? {}).length === 0)
    .map((locale) => problemAt(`${at}.${locale}`, 'MISSING_LOCALE', { about: locale }));
  const known = argumentsFor(offer, offerAttributes);
  const values = ownValues(offer);
  const faults = Object.entries(texts).flatMap(([locale, forms]) => [
    ...findMissingForm(forms, `${at}.${locale}`, locale),
    ...(Object.entries(forms) as [Form, { title: string; body: string }][]).flatMap(([form, words]) =>
      (['title', 'body'] as const).flatMap((part) =>
        lintText(words[part], { locale, form, format, part, known, values }).map(({ code, about, suggestion }) =>
          problemAt(`${at}.${locale}.${form}.${part}`, code, { value: words[part], about, suggestion }),
        ),
      ),
    ),
  ]);
  return [...missing, ...faults];
}

function findMissingForm(forms: Forms, at: string, locale: string): CatalogProblem[] {
  if (!locale.startsWith('de') || Object.keys(forms).length === 0) return [];
  const missing = missingForm(forms);
  return missing ? [problemAt(`${at}.${missing}`, 'MISSING_VARIANT', { about: missing })] : [];
}
