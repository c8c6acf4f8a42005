import type { Treatment } from '../../contract/catalog.js';
import type { FieldName } from './fields.js';
import type { RowCells } from './row-cells.js';
import {
  cutTo,
  icuFault,
  mendedIcu,
  MOST_CHARACTERS,
  readdressed,
  strangersIn,
  type Form,
  type TextPart,
} from './text-faults.js';

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

/** The words of an offer by locale and form of address. Every fault is told at its cell. */
export function readTexts(cells: RowCells, format: Format): Treatment['texts'] {
  const texts: Treatment['texts'] = {};
  const begun = VARIANTS.filter((variant) => PARTS.some((part) => cells.text(variant.columns[part]) !== undefined));
  if (begun.length === 0) tellNoWords(cells, format);
  for (const variant of begun) {
    const title = readPart(cells, variant, 'title', format);
    const body = readPart(cells, variant, 'body', format);
    if (title !== undefined && body !== undefined) (texts[variant.locale] ??= {})[variant.form] = { title, body };
  }
  if (!begun.includes(NEUTRAL) && begun.includes(DU) !== begun.includes(SIE))
    tellMissingVariant(cells, begun.includes(DU) ? SIE : DU, begun.includes(DU) ? DU : SIE, format);
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
): string | undefined {
  const field = columns[part];
  const text = cells.text(field);
  if (text === undefined) {
    tellRequired(cells, field, safeWords(cells, form, part, format));
    return undefined;
  }
  const most = MOST_CHARACTERS[format][part];
  const fault = icuFault(text);
  if (fault !== undefined) cells.tell(field, 'BAD_ICU', fault, mendedIcu(text));
  if (text.length > most) cells.tell(field, 'TOO_LONG', String(most), cutTo(most, text));
  const strangers = locale === 'de' ? strangersIn(text, form) : [];
  if (strangers.length > 0)
    cells.tell(
      field,
      'MIXED_ADDRESS',
      strangers.map((word) => `"${word}"`).join(', '),
      readdressed(text, form) ?? safeWords(cells, form, part, format),
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
