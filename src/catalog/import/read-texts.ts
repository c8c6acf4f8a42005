import type { Treatment } from '../../contract/catalog.js';
import type { FieldName } from './fields.js';
import type { RowCells } from './row-cells.js';
import { strangersIn, type Form } from '../words/address-form-lint.js';
import { MOST_CHARACTERS, type TextPart } from '../words/format-lengths.js';
import { lintText, missingForm } from '../words/lint-text.js';
import { cutTo } from '../words/mend-text.js';
import type { ArgumentTypes } from '../words/message-arguments.js';

type Format = Treatment['format'];
type Columns = Record<TextPart, FieldName>;

interface Variant {
  readonly locale: 'de' | 'en';
  readonly form: Form;
  readonly columns: Columns;
}

const NEUTRAL: Variant = { locale: 'de', form: 'neutral', columns: { title: 'title', body: 'body' } };
const DU: Variant = { locale: 'de', form: 'du', columns: { title: 'titleDu', body: 'bodyDu' } };
const SIE: Variant = { locale: 'de', form: 'sie', columns: { title: 'titleSie', body: 'bodySie' } };
const ENGLISH: Variant = { locale: 'en', form: 'neutral', columns: { title: 'titleEn', body: 'bodyEn' } };
const VARIANTS: readonly Variant[] = [NEUTRAL, DU, SIE, ENGLISH];
const PARTS: readonly TextPart[] = ['title', 'body'];

/** What the texts of a row may fill in, and what that will be. */
export interface TextArguments {
  readonly known: ArgumentTypes;
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * The words of an offer by locale and form of address. Every fault is told at its cell.
 * @param locales in which there must be words.
 */
export function readTexts(
  cells: RowCells,
  format: Format,
  given: TextArguments,
  locales: ReadonlySet<string>,
): Treatment['texts'] {
  const texts: Treatment['texts'] = {};
  const begun = VARIANTS.filter((variant) => PARTS.some((part) => cells.text(variant.columns[part]) !== undefined));
  const isBegun = (locale: Variant['locale']) => begun.some((variant) => variant.locale === locale);
  if (begun.length === 0 || (locales.has('de') && !isBegun('de'))) tellNoWords(cells, format);
  // A column that is not there is told once, and not in each row. Nobody can guess words of another language.
  if (locales.has('en') && !isBegun('en'))
    for (const part of PARTS)
      if (cells.isGiven(ENGLISH.columns[part])) tellRequired(cells, ENGLISH.columns[part], undefined);
  for (const variant of begun) {
    const title = readPart(cells, variant, 'title', format, given);
    const body = readPart(cells, variant, 'body', format, given);
    if (title !== undefined && body !== undefined) (texts[variant.locale] ??= {})[variant.form] = { title, body };
  }
  const german = begun.filter(({ locale }) => locale === 'de').map(({ form }) => [form, true]);
  const missing =
    german.length === 0 ? undefined : missingForm(Object.fromEntries(german) as Partial<Record<Form, true>>);
  if (missing) tellMissingVariant(cells, missing === 'sie' ? SIE : DU, missing === 'sie' ? DU : SIE, format);
  return texts;
}

/** At the columns that the sheet has for words. */
function tellNoWords(cells: RowCells, format: Format): void {
  const given = (variant: Variant) => PARTS.some((part) => cells.isGiven(variant.columns[part]));
  const german = given(NEUTRAL) || !(given(DU) || given(SIE)) ? [NEUTRAL] : [DU, SIE];
  for (const { form, columns } of german)
    for (const part of PARTS) tellRequired(cells, columns[part], safeWords(cells, form, part, format));
}

function tellMissingVariant(cells: RowCells, missing: Variant, there: Variant, format: Format): void {
  for (const part of PARTS) {
    const other = cells.text(there.columns[part]);
    const isNeutral = other !== undefined && strangersIn(other, 'neutral').length === 0;
    const words = isNeutral ? other : safeWords(cells, missing.form, part, format);
    cells.tell(missing.columns[part], 'MISSING_VARIANT', missing.form, words);
  }
}

function readPart(
  cells: RowCells,
  { locale, form, columns }: Variant,
  part: TextPart,
  format: Format,
  given: TextArguments,
): string | undefined {
  const field = columns[part];
  const text = cells.text(field);
  if (text === undefined) {
    tellRequired(cells, field, safeWords(cells, form, part, format));
    return undefined;
  }
  for (const { code, about, suggestion } of lintText(text, { locale, form, format, part, ...given }))
    cells.tell(
      field,
      code,
      about,
      suggestion ?? (code === 'MIXED_ADDRESS' ? safeWords(cells, form, part, format) : undefined),
    );
  return text;
}

function tellRequired(cells: RowCells, field: FieldName, suggestion: string | undefined): void {
  if (!cells.isMisspelled(field)) cells.tell(field, 'REQUIRED', '', suggestion);
}

/** Words of the row that address nobody and fit: the name, or the place. */
function safeWords(cells: RowCells, form: Form, part: TextPart, format: Format): string | undefined {
  const own = part === 'title' ? (['name', 'placeName'] as const) : (['name', 'title', 'placeName'] as const);
  const found = own
    .map((field) => cells.text(field))
    .find((text) => text !== undefined && strangersIn(text, form).length === 0);
  const most = MOST_CHARACTERS[format][part];
  return found === undefined || found.length <= most ? found : cutTo(most, found);
}
