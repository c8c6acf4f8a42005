import { toMinorUnits, toNumber } from './read-decimal.js';
import { nearest } from './nearest.js';
import type { RowCells } from './row-cells.js';

const MOST_MINOR = 10_000_000;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const CURRENCY_SIGNS: Record<string, string> = { '€': 'EUR', '£': 'GBP', $: 'USD', EURO: 'EUR' };

/** What an offer is worth and what it costs, in minor units of its currency. */
export function readMoney(cells: RowCells): { valueMinor: number; costMinor?: number; currency?: string } {
  const currency = readCurrency(cells);
  const minorDigits = minorDigitsOf(currency ?? 'EUR');
  if (cells.text('value') === undefined && cells.isGiven('value')) cells.tell('value', 'REQUIRED', '', '0');
  return {
    valueMinor: readAmount(cells, 'value', minorDigits) ?? 0,
    costMinor: readAmount(cells, 'cost', minorDigits),
    currency,
  };
}

/** In minor units; undefined where the cell is empty or told as a fault. */
function readAmount(cells: RowCells, field: 'value' | 'cost', minorDigits: number): number | undefined {
  const decimal = cells.decimal(field, String(minorDigits));
  if (!decimal) return undefined;
  const valueMinor = toMinorUnits(decimal, minorDigits);
  const most = MOST_MINOR / 10 ** minorDigits;
  if (decimal.sign === '-' && toNumber(decimal) !== 0)
    cells.tell(field, 'NEGATIVE', '', cells.tellNumber({ ...decimal, sign: '' }));
  else if (toNumber(decimal) > most) {
    const { whole } = decimal;
    const shifted = { sign: '', whole: whole.slice(0, -2), fraction: whole.slice(-2) } as const;
    cells.tell(field, 'OVER_LIMIT', String(most), toNumber(shifted) <= most ? cells.tellNumber(shifted) : String(most));
  } else if (valueMinor === undefined)
    cells.tell(
      field,
      'BAD_DECIMAL',
      String(minorDigits),
      cells.tellNumber({ ...decimal, fraction: decimal.fraction.slice(0, minorDigits) }),
    );
  return valueMinor;
}

const digits = new Map<string, number>();

export function minorDigitsOf(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    known = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, known);
  }
  return known;
}

function readCurrency(cells: RowCells): string | undefined {
  const text = cells.text('currency')?.toUpperCase();
  if (text === undefined) return undefined;
  const code = CURRENCY_SIGNS[text] ?? text;
  if (CURRENCIES.has(code)) return code;
  const common = nearest(code, ['EUR', 'CHF', 'USD', 'GBP', 'DKK', 'SEK', 'PLN', 'CZK']);
  cells.tell('currency', 'BAD_CURRENCY', '', common ?? 'EUR');
  return undefined;
}
