import type { Cell } from './sheet.js';

/** A formula whose result was not saved with the file, as programs write it that do not calculate. */
export const NOT_CALCULATED = '#FORMULA!';

const ERRORS = new Set([
  NOT_CALCULATED,
  ...['#N/A', '#NAME?', '#VALUE!', '#REF!', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!', '#CALC!', '#FIELD!'],
  ...['#NV', '#WERT!', '#BEZUG!', '#ZAHL!', '#ÜBERLAUF!', '#KALK!', '#FELD!'],
]);

/** What a spreadsheet shows, in English or German, where a formula has no result. Nobody means that as a value. */
export function isFormulaError(cell: Cell): cell is string {
  return typeof cell === 'string' && cell.startsWith('#') && ERRORS.has(cell.trim().toUpperCase());
}
