import { EvaluateError } from './evaluate-error.js';
import { LeftOut } from './left-out.js';
import { findLogColumns, requireHeader, type LogColumns, type LogField } from './log-columns.js';
import { Names } from './names.js';
import { readNumber, RowFaults } from './row-faults.js';
import type { TableFile, TableRow } from './table-file.js';

/** A log of exposures in memory: one row an exposure, names as numbers. */
export interface ExposureLog {
  readonly path: string;
  readonly reward: Float64Array;
  readonly chance: Float64Array;
  readonly action: Int32Array;
  readonly position: Int32Array;
  readonly actions: Names;
  readonly positions: Names;
  /** By customer where the log tells them apart, else by decision; missing where it tells neither. */
  readonly cluster?: Int32Array;
  readonly clusterBy?: 'subject' | 'decisionId';
  /** Who wrote the log, where it says so. */
  readonly policies: readonly string[];
  /** Rows that were not read, by the mark that the log's own export put on them. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Columns of the log that tell what the evaluated policy, and a model, would have done. */
  readonly evaluationChance?: Float64Array;
  readonly predictedReward?: Float64Array;
  readonly expectedReward?: Float64Array;
}

export interface LogReading {
  readonly map?: LogColumns;
  /** The column that holds the evaluated policy's chance of the logged action. */
  readonly chanceColumn?: string;
}

const NEEDED: readonly LogField[] = ['action', 'reward', 'pscore'];
/** What a log without positions has: one. */
export const ONLY_POSITION = '';

/**
 * Reads a whole log; a row with a fault makes it unusable, since a log with holes is another log. Rows that the export marks
 * as not fit for this are left out and counted.
 * @throws EvaluateError that names lines, columns and the way to mend them.
 */
export async function readLog(file: TableFile, { map, chanceColumn }: LogReading = {}): Promise<ExposureLog> {
  const columns = findLogColumns(file.path, file.columns, NEEDED, map);
  if (chanceColumn !== undefined) requireHeader(file.path, file.columns, chanceColumn);
  if ((columns.q === undefined) !== (columns.expectedQ === undefined))
    throw new EvaluateError(`${file.path} has one of the columns q and expectedQ: a model needs both`);
  const gathering = new Gathering(file.path, columns, chanceColumn);
  const leftOut = new LeftOut(file.columns);
  for await (const row of file.rows()) if (!leftOut.takes(row)) gathering.add(row);
  const log = gathering.log(leftOut.counts);
  if (log.reward.length > 0) return log;
  throw new EvaluateError(`${file.path} has no row that can be used: ${leftOut.told}`);
}

class Gathering {
  readonly #columns: LogColumns;
  readonly #path: string;
  readonly #faults: RowFaults;
  readonly #chanceColumn?: string;
  readonly #clusterBy?: 'subject' | 'decisionId';
  readonly #actions = new Names();
  readonly #positions = new Names();
  readonly #clusters = new Names();
  readonly #policies = new Names();
  readonly #reward: number[] = [];
  readonly #chance: number[] = [];
  readonly #action: number[] = [];
  readonly #position: number[] = [];
  readonly #cluster: number[] = [];
  readonly #evaluationChance: number[] = [];
  readonly #predicted: number[] = [];
  readonly #expected: number[] = [];

  constructor(path: string, columns: LogColumns, chanceColumn?: string) {
    this.#path = path;
    this.#columns = columns;
    this.#faults = new RowFaults(path);
    this.#chanceColumn = chanceColumn;
    this.#clusterBy = columns.subject ? 'subject' : columns.decisionId ? 'decisionId' : undefined;
  }

  add(row: TableRow): void {
    const { action, reward, pscore, position, policy, q, expectedQ } = this.#columns;
    this.#reward.push(
      this.#number(row, reward!, 'a reward must be a number; leave out rows whose reward is not known yet'),
    );
    this.#chance.push(this.#drawnChance(row, pscore!));
    this.#action.push(this.#actions.idOf(this.#name(row, action!)));
    this.#position.push(this.#positions.idOf(position === undefined ? ONLY_POSITION : this.#name(row, position)));
    if (this.#clusterBy) this.#cluster.push(this.#clusters.idOf(this.#name(row, this.#columns[this.#clusterBy]!)));
    if (policy !== undefined) this.#policies.idOf(row.cell(policy));
    if (this.#chanceColumn !== undefined) this.#evaluationChance.push(this.#anyChance(row, this.#chanceColumn));
    if (q === undefined || expectedQ === undefined) return;
    this.#predicted.push(this.#number(row, q, 'the reward that the model expects must be a number'));
    this.#expected.push(this.#number(row, expectedQ, 'the reward that the model expects must be a number'));
  }

  /** @throws EvaluateError when a row had a fault. */
  log(leftOut: ReadonlyMap<string, number>): ExposureLog {
    this.#faults.refuse();
    const hasModel = this.#columns.q !== undefined;
    return {
      path: this.#path,
      reward: Float64Array.from(this.#reward),
      chance: Float64Array.from(this.#chance),
      action: Int32Array.from(this.#action),
      position: Int32Array.from(this.#position),
      actions: this.#actions,
      positions: this.#positions,
      cluster: this.#clusterBy && Int32Array.from(this.#cluster),
      clusterBy: this.#clusterBy,
      policies: this.#policies.all,
      leftOut,
      evaluationChance: this.#chanceColumn === undefined ? undefined : Float64Array.from(this.#evaluationChance),
      predictedReward: hasModel ? Float64Array.from(this.#predicted) : undefined,
      expectedReward: hasModel ? Float64Array.from(this.#expected) : undefined,
    };
  }

  #name(row: TableRow, column: string): string {
    const name = row.cell(column);
    if (name === '') this.#faults.add(row.line, column, name, 'it is empty');
    return name;
  }

  #number(row: TableRow, column: string, must: string): number {
    const number = readNumber(row.cell(column));
    if (!Number.isFinite(number)) this.#faults.add(row.line, column, row.cell(column), must);
    return number;
  }

  #drawnChance(row: TableRow, column: string): number {
    const chance = readNumber(row.cell(column));
    if (!(chance > 0 && chance <= 1))
      this.#faults.add(row.line, column, row.cell(column), 'what was drawn had a chance above 0 and at most 1');
    return chance;
  }

  #anyChance(row: TableRow, column: string): number {
    const chance = readNumber(row.cell(column));
    if (!(chance >= 0 && chance <= 1)) this.#faults.add(row.line, column, row.cell(column), 'a chance is from 0 to 1');
    return chance;
  }
}
