import { SPREADS, shareBelow } from './normal.js';
import type { Option } from './option.js';

/** Cells of the axis of worth. Which of two options is better within one cell is taken for even. */
const CELLS = 48;

/**
 * Thompson sampling (Thompson 1933): each option has the chance that it is the best, by what is known of its worth, taken
 * as normal with the mean and spread of its score. The chances are integrated over a fixed grid and the choice is drawn
 * from them, where the usual way draws a worth for each option and takes the best: the same policy, but with chances that
 * can be recorded.
 * @param width by which the spreads are taken: 1 is Thompson's own; less explores less, which pays where customers differ
 * so much that most offers are tried anyway (Chapelle and Li 2011).
 */
export function thompson(given: readonly Option[], width: number): number[] {
  const options = given.map(({ arbitrationScore, scoreSpread }) => ({
    arbitrationScore,
    scoreSpread: width * scoreSpread,
  }));
  const chances = new Array<number>(options.length).fill(0);
  // The best is worth at least this, but for what the table calls impossible.
  const low = Math.max(...options.map(({ arbitrationScore, scoreSpread }) => arbitrationScore - SPREADS * scoreSpread));
  const rivals = options.flatMap((option, i) => (topOf(option) > low ? i : []));
  const high = Math.max(...options.map(topOf));
  if (rivals.length > 1) integrate(options, rivals, low, high, chances);
  const sum = chances.reduce((total, chance) => total + chance, 0);
  if (!(sum > 0)) chances[0] = 1;
  else chances.forEach((chance, i) => (chances[i] = chance / sum));
  return chances;
}

function topOf({ arbitrationScore, scoreSpread }: Option): number {
  return arbitrationScore + SPREADS * scoreSpread;
}

/** Adds up over the cells the chance that a rival lies there and no other lies higher. */
function integrate(
  options: readonly Option[],
  rivals: readonly number[],
  low: number,
  high: number,
  chances: number[],
): void {
  const count = rivals.length;
  const below = new Float64Array(count);
  const inCell = new Float64Array(count);
  const half = new Float64Array(count);
  for (let cell = 1; cell <= CELLS; cell += 1) {
    const edge = low + ((high - low) * cell) / CELLS;
    let allBelow = 1;
    for (let k = 0; k < count; k += 1) {
      const { arbitrationScore, scoreSpread } = options[rivals[k]!]!;
      const next = cell === CELLS ? 1 : shareBelow(edge, arbitrationScore, scoreSpread);
      inCell[k] = next - below[k]!;
      half[k] = (next + below[k]!) / 2;
      below[k] = next;
      allBelow *= half[k]!;
    }
    if (allBelow === 0) continue;
    for (let k = 0; k < count; k += 1) {
      const rival = rivals[k]!;
      chances[rival] = chances[rival]! + (inCell[k]! * allBelow) / half[k]!;
    }
  }
}
