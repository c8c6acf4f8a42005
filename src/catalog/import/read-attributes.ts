import type { OfferAttributeType } from '../../contract/catalog.js';
import type { Scalar, Scalars } from '../../core/types/facts.js';
import type { Known } from './known.js';
import { nearest } from './nearest.js';
import { guessDecimal, readDecimal, tellDecimal, toNumber } from './read-decimal.js';
import type { RowCells } from './row-cells.js';
import type { Cell } from './sheet.js';
import { BOOLEANS, meaningOf } from './words.js';

/** The attributes of an offer from its columns `attr.NAME`, as the head declares them. */
export function readAttributes(cells: RowCells, { head }: Known): Scalars {
  const attributes: Record<string, Scalar> = {};
  for (const { name, header, cell } of cells.attributes()) {
    const type = head!.offerAttributes![name]!;
    const text = String(cell ?? '').trim();
    if (text === '') {
      if (type.required) cells.tellAt(header, null, 'REQUIRED', '', type.type === 'level' ? type.levels[0] : undefined);
      continue;
    }
    const value = readValue(text, cell, type, cells.decimalComma);
    if (value !== undefined) attributes[name] = value;
    else cells.tellAt(header, cell, 'WRONG_ATTRIBUTE', tellType(type), guess(text, type, cells.decimalComma));
  }
  return attributes;
}

function readValue(text: string, cell: Cell, type: OfferAttributeType, decimalComma: boolean): Scalar | undefined {
  switch (type.type) {
    case 'text':
      return text;
    case 'level':
      return type.levels.includes(text) ? text : undefined;
    case 'boolean': {
      const meaning = meaningOf(BOOLEANS, text);
      return meaning === undefined ? undefined : meaning === 'true';
    }
    case 'number': {
      const decimal = readDecimal(cell, decimalComma);
      return decimal && toNumber(decimal);
    }
  }
}

function tellType(type: OfferAttributeType): string {
  return type.type === 'level' ? type.levels.join(', ') : type.type;
}

function guess(text: string, type: OfferAttributeType, decimalComma: boolean): string | undefined {
  if (type.type === 'level') return nearest(text, type.levels);
  if (type.type === 'boolean') return nearest(text, ['ja', 'nein', 'yes', 'no']);
  const decimal = type.type === 'number' ? guessDecimal(text, decimalComma) : undefined;
  return decimal && tellDecimal(decimal, decimalComma);
}
