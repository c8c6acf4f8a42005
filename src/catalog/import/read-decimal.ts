import type { Cell } from './sheet.js';

/** A decimal number as digits, never as a float: `1.234,50` is `{ sign: '', whole: '1234', fraction: '50' }`. */
export interface Decimal {
  readonly sign: '' | '-';
  readonly whole: string;
  readonly fraction: string;
}

/**
 * Reads what people write: `1.234,50`, `1,234.50`, `12,5`, `12.5`, `1 234`, with or without a currency sign or `%` at an
 * end. Where one mark could be either (`1.234`), `decimalComma` says how the sheet writes; a whole group of three is
 * then thousands.
 */
export function readDecimal(cell: Cell, decimalComma: boolean): Decimal | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? split(plainText(cell), '.') : undefined;
  if (typeof cell !== 'string') return undefined;
  const text = cell
    .trim()
    .replace(/^(?:[€$£]|EUR|CHF|USD)\s*|\s*(?:[€$£%]|EUR|Euro|CHF|USD)$/g, '')
    .replace(/^(-?)\s*/, '$1');
  const ungrouped = text.replace(/(?<=\d)[\u00a0\u202f' ](?=\d{3}(?:\D|$))/g, '');
  return readMarks(ungrouped, decimalComma);
}

function readMarks(text: string, decimalComma: boolean): Decimal | undefined {
  if (!/^-?[\d.,]*\d[\d.,]*$/.test(text)) return undefined;
  const comma = text.lastIndexOf(',');
  const dot = text.lastIndexOf('.');
  if (comma >= 0 && dot >= 0) return comma > dot ? grouped(text, '.', ',') : grouped(text, ',', '.');
  if (comma < 0 && dot < 0) return split(text, '.');
  const mark = comma >= 0 ? ',' : '.';
  const isDecimalMark = (mark === ',') === decimalComma;
  const isGrouped = /^-?[1-9]\d{0,2}([.,]\d{3})+$/.test(text);
  if (isGrouped && !isDecimalMark) return split(text.replaceAll(mark, ''), '.');
  return text.split(mark).length === 2 ? split(text, mark) : undefined;
}

/** Thousands by one mark, in whole groups; at most one decimal mark. */
function grouped(text: string, thousands: string, decimal: string): Decimal | undefined {
  const [whole, fraction, ...more] = text.split(decimal);
  if (more.length > 0 || fraction!.includes(thousands)) return undefined;
  const groups = whole!.replace('-', '').split(thousands);
  if (groups.slice(1).some((group) => group.length !== 3) || groups[0]!.length > 3 || !groups[0]) return undefined;
  return split(`${whole!.replaceAll(thousands, '')}.${fraction}`, '.');
}

function split(text: string, mark: string): Decimal | undefined {
  const [, sign, whole, fraction = ''] = /^(-?)(\d*)(?:[.,](\d*))?$/.exec(text.replace(mark, '.')) ?? [];
  if (whole === undefined || whole.length + fraction.length === 0) return undefined;
  return { sign: sign as '' | '-', whole: whole.replace(/^0+(?=\d)/, '') || '0', fraction };
}

/** A number without an exponent. */
function plainText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

/**
 * Major units to minor units, digit by digit. Undefined when there are more digits than the currency has, or more than a
 * number holds exactly.
 */
export function toMinorUnits({ sign, whole, fraction }: Decimal, minorDigits: number): number | undefined {
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > minorDigits) return undefined;
  const minor = Number(`${sign}${whole}${kept.padEnd(minorDigits, '0')}`);
  return Number.isSafeInteger(minor) ? minor + 0 : undefined;
}

export function toNumber({ sign, whole, fraction }: Decimal): number {
  return Number(`${sign}${whole}.${fraction || '0'}`);
}

/** As a sheet writes it. */
export function tellDecimal({ sign, whole, fraction }: Decimal, decimalComma: boolean): string {
  const digits = fraction.replace(/0+$/, '') && fraction;
  return `${sign}${whole}${digits ? `${decimalComma ? ',' : '.'}${digits}` : ''}`;
}

/** Digits with letters among them that look like digits; no letters of a word. */
const LOOKALIKES = /(?<![\p{L}\d])(?=[oOlI.,;-]*\d)[\doOlI.,;-]+(?!\p{L})/gu;

/** The number that a slip of the hand may have meant: letters that look like digits, doubled marks, words around it. */
export function guessDecimal(cell: Cell, decimalComma: boolean): Decimal | undefined {
  if (typeof cell !== 'string') return undefined;
  // Of another unit, a hundredth: nobody can know.
  if (/\b(?:ct|cents?)\b/i.test(cell)) return undefined;
  const text = cell.replace(LOOKALIKES, (digits) =>
    digits.replace(/[oO]/g, '0').replace(/[lI]/g, '1').replace(/;/g, ','),
  );
  const bare = text
    .replace(/[^\d.,-]/g, '')
    .replace(/([.,])[.,]+/g, '$1')
    .replace(/(?!^)-/g, '')
    .replace(/[.,]$/, '');
  const last = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
  const oneMark = last < 0 ? bare : `${bare.slice(0, last).replace(/[.,]/g, '')}.${bare.slice(last + 1)}`;
  return readDecimal(bare, decimalComma) ?? (/\d/.test(oneMark) ? split(oneMark, '.') : undefined);
}
