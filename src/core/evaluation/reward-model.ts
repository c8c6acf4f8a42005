import type { ModelColumns } from './columns.js';

/** What a reward model learns from: which action stood where, and what came of it. Actions and positions count from 0. */
export interface LearningLog {
  readonly reward: Float64Array;
  readonly action: Int32Array;
  readonly position?: Int32Array;
  readonly cluster?: Int32Array;
}

/** Tells each action that the evaluated policy may draw in the situation of a row, with its chance. */
export type ChancesOfRow = (row: number, tell: (action: number, chance: number) => void) => void;

export interface RewardModelOptions {
  readonly folds?: number;
  /** Rows at which a mean is trusted as much as the wider mean behind it. */
  readonly priorRows?: number;
}

export interface LearntModel extends ModelColumns {
  readonly pull: Float64Array;
  /** As `EvaluationColumns.neverDrawnChance`. */
  readonly neverDrawnChance: Float64Array;
}

const FOLDS = 5;
const PRIOR_ROWS = 50;

/**
 * A reward model for logs that bring none: the mean reward of an action at a position, drawn towards the mean of the
 * action, and that towards the mean of all (James and Stein's shrinkage with a fixed number of prior rows). It is simple on
 * purpose: dr corrects what it misses, and needs no more of it than that it has not seen the row.
 *
 * Cross-fitted (Chernozhukov et al. 2018): a customer's rows are judged by a model that learnt from the others. A row
 * without a cluster stands for itself.
 */
export function learnRewards(log: LearningLog, chancesOf: ChancesOfRow, options: RewardModelOptions = {}): LearntModel {
  const { folds = FOLDS, priorRows = PRIOR_ROWS } = options;
  const rows = log.reward.length;
  const means = new FoldedMeans(log, chancesOf, folds, priorRows);
  const predictedReward = new Float64Array(rows);
  const expectedReward = new Float64Array(rows);
  const neverDrawnChance = new Float64Array(rows);
  const massOfCell = new Float64Array(means.cells);
  for (let row = 0; row < rows; row += 1) {
    const position = log.position?.[row] ?? 0;
    const fold = foldOf(log, row, folds);
    predictedReward[row] = means.of(log.action[row]!, position, fold);
    chancesOf(row, (action, chance) => {
      const cell = means.cellOf(action, position);
      expectedReward[row]! += chance * means.of(action, position, fold);
      massOfCell[cell]! += chance;
      if (means.rowsOf(cell) === 0) neverDrawnChance[row]! += chance;
    });
  }
  const pull = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const cell = means.cellOf(log.action[row]!, log.position?.[row] ?? 0);
    pull[row] = massOfCell[cell]! / (means.rowsOf(cell) + priorRows);
  }
  return { predictedReward, expectedReward, pull, neverDrawnChance };
}

/** Customers are dealt to the folds by a hash of their number (the mixing step of murmur3): the same in every run. */
function foldOf({ cluster }: LearningLog, row: number, folds: number): number {
  let mixed = cluster ? cluster[row]! : row;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % folds;
}

/** Sums and counts of rewards by action and position, whole and of each fold: what a fold did not see is the difference. */
class FoldedMeans {
  readonly cells: number;
  readonly #actions: number;
  readonly #folds: number;
  readonly #priorRows: number;
  readonly #byCell: Tally;
  readonly #byAction: Tally;
  readonly #overall: Tally;

  constructor(log: LearningLog, chancesOf: ChancesOfRow, folds: number, priorRows: number) {
    let [actions, positions] = [1, 1];
    for (let row = 0; row < log.reward.length; row += 1) {
      actions = Math.max(actions, log.action[row]! + 1);
      positions = Math.max(positions, (log.position?.[row] ?? 0) + 1);
      chancesOf(row, (action) => (actions = Math.max(actions, action + 1)));
    }
    this.#actions = actions;
    this.#folds = folds;
    this.#priorRows = priorRows;
    this.cells = actions * positions;
    this.#byCell = new Tally(this.cells, folds);
    this.#byAction = new Tally(actions, folds);
    this.#overall = new Tally(1, folds);
    for (let row = 0; row < log.reward.length; row += 1) this.#learn(log, row);
  }

  #learn(log: LearningLog, row: number): void {
    const fold = foldOf(log, row, this.#folds);
    const reward = log.reward[row]!;
    this.#byCell.add(this.cellOf(log.action[row]!, log.position?.[row] ?? 0), fold, reward);
    this.#byAction.add(log.action[row]!, fold, reward);
    this.#overall.add(0, fold, reward);
  }

  cellOf(action: number, position: number): number {
    return position * this.#actions + action;
  }

  rowsOf(cell: number): number {
    return this.#byCell.rowsOf(cell);
  }

  of(action: number, position: number, fold: number): number {
    const overall = this.#overall.meanWithout(fold, 0, 0, 0);
    const ofAction = this.#byAction.meanWithout(fold, action, overall, this.#priorRows);
    return this.#byCell.meanWithout(fold, this.cellOf(action, position), ofAction, this.#priorRows);
  }
}

class Tally {
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #folds: number;

  constructor(places: number, folds: number) {
    // The last column of each place holds the sum over its folds.
    this.#folds = folds;
    this.#sums = new Float64Array(places * (folds + 1));
    this.#counts = new Float64Array(places * (folds + 1));
  }

  add(place: number, fold: number, reward: number): void {
    const start = place * (this.#folds + 1);
    for (const at of [start + fold, start + this.#folds]) {
      this.#sums[at]! += reward;
      this.#counts[at]! += 1;
    }
  }

  rowsOf(place: number): number {
    return this.#counts[place * (this.#folds + 1) + this.#folds]!;
  }

  /** The mean of the rows outside a fold with `priorRows` rows of `prior` among them; the prior where there is nothing. */
  meanWithout(fold: number, place: number, prior: number, priorRows: number): number {
    const start = place * (this.#folds + 1);
    const count = this.#counts[start + this.#folds]! - this.#counts[start + fold]! + priorRows;
    if (count === 0) return prior;
    const sum = this.#sums[start + this.#folds]! - this.#sums[start + fold]!;
    return (sum + priorRows * prior) / count;
  }
}
