/**
 * A log of exposures as columns, one row an exposure, with what the evaluated policy would have done there. Rows come in
 * any order. What a policy, a model or a file is stays outside: the columns are all that the estimators see.
 */
export interface EvaluationColumns {
  /** What came of the exposure: a click as 0 or 1, or any finite amount. */
  readonly reward: Float64Array;
  /** The chance with which the logging policy drew the action of the row: above 0, at most 1. */
  readonly loggingChance: Float64Array;
  /** The chance with which the evaluated policy would draw the same action in the same situation: 0 to 1. */
  readonly evaluationChance: Float64Array;
  /** The reward that a model expects of the logged action, and of the evaluated policy in that situation. */
  readonly model?: ModelColumns;
  /** The evaluated policy's chance, row by row, to draw an action that this log never drew. */
  readonly neverDrawnChance?: Float64Array;
  /** Rows of one customer depend on each other: they bear one number, from 0. Without it each row stands for itself. */
  readonly cluster?: Int32Array;
}

/** What a reward model says of each row: q of the papers. */
export interface ModelColumns {
  readonly predictedReward: Float64Array;
  readonly expectedReward: Float64Array;
  /**
   * How far the sum of `expectedReward` moves with the reward of the row, where the model learnt from this very log. It
   * widens the interval of the direct method by the noise of the learning; without it the model counts as given.
   */
  readonly pull?: Float64Array;
}

export type ColumnFaultCode = 'EMPTY' | 'LENGTH' | 'NOT_FINITE' | 'NO_CHANCE' | 'NO_CLUSTER' | 'NO_OVERLAP';

/** What is wrong with the columns; `row` counts from 0. */
export interface ColumnFault {
  readonly code: ColumnFaultCode;
  readonly column: string;
  readonly row?: number;
  readonly message: string;
}

/** The first fault that makes an evaluation impossible or meaningless; undefined when there is none. */
export function findColumnFault(columns: EvaluationColumns): ColumnFault | undefined {
  if (columns.reward.length === 0) return { code: 'EMPTY', column: 'reward', message: 'the log has no rows' };
  return findLengthFault(columns) ?? findCellFault(columns) ?? findOverlapFault(columns);
}

type Column = readonly [name: string, cells: Float64Array | Int32Array | undefined];

function optionalColumns({ model, neverDrawnChance }: EvaluationColumns): Column[] {
  return [
    ['predictedReward', model?.predictedReward],
    ['expectedReward', model?.expectedReward],
    ['pull', model?.pull],
    ['neverDrawnChance', neverDrawnChance],
  ];
}

function findLengthFault(columns: EvaluationColumns): ColumnFault | undefined {
  const { reward, loggingChance, evaluationChance, cluster } = columns;
  const others: Column[] = [
    ['loggingChance', loggingChance],
    ['evaluationChance', evaluationChance],
    ['cluster', cluster],
    ...optionalColumns(columns),
  ];
  for (const [column, cells] of others) {
    if (!cells || cells.length === reward.length) continue;
    const message = `${column} has ${cells.length} rows, reward has ${reward.length}`;
    return { code: 'LENGTH', column, message };
  }
  return undefined;
}

function findCellFault(columns: EvaluationColumns): ColumnFault | undefined {
  const { reward, loggingChance, evaluationChance, cluster } = columns;
  for (const [column, cells] of [['reward', reward] as const, ...optionalColumns(columns)]) {
    const row = cells?.findIndex((cell) => !Number.isFinite(cell)) ?? -1;
    if (row >= 0) return { code: 'NOT_FINITE', column, row, message: `${column} is ${cells![row]}` };
  }
  const undrawn = loggingChance.findIndex((chance) => !(chance > 0 && chance <= 1));
  if (undrawn >= 0) return chanceFault('loggingChance', undrawn, loggingChance, 'above 0 and at most 1: it was drawn');
  const odd = evaluationChance.findIndex((chance) => !(chance >= 0 && chance <= 1));
  if (odd >= 0) return chanceFault('evaluationChance', odd, evaluationChance, 'from 0 to 1');
  const row = cluster?.findIndex((id) => id < 0 || id >= reward.length) ?? -1;
  if (row < 0) return undefined;
  const message = `cluster is ${cluster![row]}, it must count from 0 and stay below the number of rows`;
  return { code: 'NO_CLUSTER', column: 'cluster', row, message };
}

function chanceFault(column: string, row: number, cells: Float64Array, must: string): ColumnFault {
  return { code: 'NO_CHANCE', column, row, message: `${column} is ${cells[row]}, it must be ${must}` };
}

function findOverlapFault({ evaluationChance }: EvaluationColumns): ColumnFault | undefined {
  if (evaluationChance.some((chance) => chance > 0)) return undefined;
  const message = 'the evaluated policy would have drawn none of the logged actions: this log says nothing of it';
  return { code: 'NO_OVERLAP', column: 'evaluationChance', message };
}
