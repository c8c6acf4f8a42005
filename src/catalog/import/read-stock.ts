import type { CatalogInput } from '../../contract/catalog.js';
import type { FieldName } from './fields.js';
import { toMinorUnits, toNumber } from './read-decimal.js';
import type { RowCells } from './row-cells.js';

type OfferInput = CatalogInput['offers'][number];

const MOST_UNITS = 1_000_000_000;
const MOST_BUDGET_MINOR = 1_000_000_000_000;
const MOST_COST_MINOR = 10_000_000;

/** How much there is of an offer. A budget and what one redemption costs go together. */
export function readStock(cells: RowCells, minorDigits: number): Pick<OfferInput, 'stock' | 'budget'> {
  const units = cells.number('stock', 0, MOST_UNITS, true);
  return { stock: units === undefined ? undefined : { units }, budget: readBudget(cells, minorDigits) };
}

function readBudget(cells: RowCells, minorDigits: number): OfferInput['budget'] {
  const minor = readMinor(cells, 'budget', minorDigits, 0, MOST_BUDGET_MINOR);
  const costMinor = readMinor(cells, 'costPerRedemption', minorDigits, 1, MOST_COST_MINOR);
  const isBudget = cells.text('budget') !== undefined;
  const isCost = cells.text('costPerRedemption') !== undefined;
  if (isBudget && !isCost) cells.tell('budget', 'BUDGET_HALF', cells.headerOf('costPerRedemption'));
  if (isCost && !isBudget) cells.tell('costPerRedemption', 'BUDGET_HALF', cells.headerOf('budget'));
  return minor === undefined || costMinor === undefined ? undefined : { minor, costMinor };
}

/** An amount in minor units; undefined where the cell is empty or told as a fault. */
function readMinor(
  cells: RowCells,
  field: FieldName,
  minorDigits: number,
  least: number,
  most: number,
): number | undefined {
  const decimal = cells.decimal(field, String(minorDigits));
  if (!decimal) return undefined;
  const minor = toMinorUnits(decimal, minorDigits);
  const major = (amount: number) => amount / 10 ** minorDigits;
  if (toNumber(decimal) < 0) cells.tell(field, 'NEGATIVE', '', cells.tellNumber({ ...decimal, sign: '' }));
  else if (toNumber(decimal) > major(most)) cells.tell(field, 'OVER_LIMIT', String(major(most)), String(major(most)));
  else if (minor === undefined) {
    const cut = { ...decimal, fraction: decimal.fraction.slice(0, minorDigits) };
    cells.tell(field, 'BAD_DECIMAL', String(minorDigits), cells.tellNumber(cut));
  } else if (minor < least) cells.tell(field, 'OUT_OF_RANGE', `${major(least)}..${major(most)}`);
  else return minor;
  return undefined;
}
