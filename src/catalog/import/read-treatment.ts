import type { CatalogInput, CatalogOffer } from '../../contract/catalog.js';
import { argumentsFor, ownValues } from '../words/message-arguments.js';
import type { Known, RowKnown } from './known.js';
import { nearest } from './nearest.js';
import { readTexts, type TextArguments } from './read-texts.js';
import type { RowCells } from './row-cells.js';
import { FORMATS, meaningOf, TOUCHPOINT_WORDS } from './words.js';

type TreatmentInput = CatalogInput['offers'][number]['treatments'][number];

const ATTENTION_SECONDS = { glance: 4, short: 10, rich: 30 } as const;

/** The one treatment of a row: where it is shown, how, and its words. */
export function readTreatment(
  cells: RowCells,
  { touchpoints, locales }: RowKnown,
  given: TextArguments,
): TreatmentInput {
  const written = cells.text('format');
  const meaning = written === undefined ? 'short' : meaningOf(FORMATS, written);
  if (meaning === undefined)
    cells.tell('format', 'UNKNOWN_WORD', 'glance, short, rich', nearest(written!, FORMATS.keys()) ?? 'short');
  const format = (meaning ?? 'rich') as 'glance' | 'short' | 'rich';
  const touchpoint = readTouchpoint(cells, touchpoints);
  return {
    id: format,
    touchpoint,
    placement: readPlacement(cells, touchpoints.get(touchpoint) ?? []),
    format,
    attentionSeconds: cells.number('attentionSeconds', 1, 300) ?? ATTENTION_SECONDS[format],
    texts: readTexts(cells, format, given, locales),
  };
}

function readTouchpoint(cells: RowCells, touchpoints: Known['touchpoints']): string {
  const text = cells.text('touchpoint');
  if (text === undefined) return 'app-push';
  const meaning = touchpoints.has(text) ? text : (meaningOf(TOUCHPOINT_WORDS, text) ?? text);
  if (touchpoints.has(meaning)) return meaning;
  const names = [...touchpoints.keys()];
  cells.tell(
    'touchpoint',
    'UNKNOWN_TOUCHPOINT',
    names.join(', '),
    nearest(text, [...names, ...TOUCHPOINT_WORDS.keys()]),
  );
  return '';
}

/** Left out: the first placement of the touchpoint. */
function readPlacement(cells: RowCells, placements: readonly string[]): string | undefined {
  const text = cells.text('placement');
  if (text === undefined || placements.includes(text) || placements.length === 0) return text ?? placements[0];
  cells.tell('placement', 'UNKNOWN_PLACEMENT', placements.join(', '), nearest(text, placements) ?? placements[0]);
  return undefined;
}

export function firstTitle({ texts }: TreatmentInput): string | undefined {
  for (const forms of Object.values(texts)) for (const words of Object.values(forms)) if (words) return words.title;
  return undefined;
}

/** What the words of the row may fill in. A name that is left out becomes the title, which cannot tell itself. */
export function textArguments(
  cells: RowCells,
  { place, attributes, validityHours = 24 }: Pick<CatalogOffer, 'place' | 'attributes'> & { validityHours?: number },
  { head }: Known,
): TextArguments {
  const known = argumentsFor({ place, attributes }, head?.offerAttributes);
  const values = ownValues({ name: cells.text('name') ?? '', place, attributes, validityHours });
  return { known, values };
}
