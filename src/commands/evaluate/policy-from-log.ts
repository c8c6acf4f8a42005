import { EVERYWHERE, TableDraft, type PolicyTable } from './policy-table.js';
import { ONLY_POSITION, type ExposureLog } from './read-log.js';

const MOST_SUM_ERROR = 1e-6;

/**
 * The policy that wrote a log, averaged over the log, by position.
 *
 * Where each action always had the same chance, and these sum to 1, they are the policy. Else it is estimated by the share
 * of the rows that drew the action: an unbiased estimate of the mean chance, which sums to 1. The mean of the logged
 * chances is none: an action is logged the more often, the higher its chance is just then, so that the mean over the
 * rows that drew it is too high (on `open_bandit/dev/bts_men` such means sum to 2.3 and not to 1).
 */
export function policyFromLog(log: ExposureLog): PolicyTable {
  const constant = constantChances(log);
  const chances = constant ?? shares(log);
  const draft = new TableDraft(log.path);
  for (const [cell, chance] of chances) {
    const position = log.positions.all[Math.floor(cell / log.actions.all.length)]!;
    const action = log.actions.all[cell % log.actions.all.length]!;
    draft.add('estimated', position === ONLY_POSITION ? EVERYWHERE : position, action, chance);
  }
  const told = constant ? 'the chances that the log drew with' : `the shares of ${log.reward.length} rows of the log`;
  return draft.table(told);
}

function cellOf({ action, position, actions }: ExposureLog, row: number): number {
  return position[row]! * actions.all.length + action[row]!;
}

function constantChances(log: ExposureLog): Map<number, number> | undefined {
  const chances = new Map<number, number>();
  for (let row = 0; row < log.reward.length; row += 1) {
    const chance = log.chance[row]!;
    const cell = cellOf(log, row);
    if ((chances.get(cell) ?? chance) !== chance) return undefined;
    chances.set(cell, chance);
  }
  const sums = sumByPosition(log, chances);
  return sums.every((sum) => Math.abs(sum - 1) < MOST_SUM_ERROR) ? chances : undefined;
}

function shares(log: ExposureLog): Map<number, number> {
  const counts = new Map<number, number>();
  for (let row = 0; row < log.reward.length; row += 1) {
    const cell = cellOf(log, row);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const rows = sumByPosition(log, counts);
  return new Map([...counts].map(([cell, count]) => [cell, count / rows[Math.floor(cell / log.actions.all.length)]!]));
}

function sumByPosition({ actions, positions }: ExposureLog, cells: ReadonlyMap<number, number>): number[] {
  const sums = positions.all.map(() => 0);
  for (const [cell, value] of cells) sums[Math.floor(cell / actions.all.length)]! += value;
  return sums;
}
