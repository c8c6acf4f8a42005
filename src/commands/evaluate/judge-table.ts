import type { EvaluationColumns } from '../../core/evaluation/columns.js';
import { learnRewards, type ChancesOfRow } from '../../core/evaluation/reward-model.js';
import { EvaluateError } from './evaluate-error.js';
import { EVERYWHERE, type PolicyTable } from './policy-table.js';
import { ONLY_POSITION, type ExposureLog } from './read-log.js';

/** The actions of a policy at one position, as numbers, with their chances. */
interface Shelf {
  readonly actions: Int32Array;
  readonly chances: Float64Array;
  readonly chanceOf: Float64Array;
}

/**
 * The columns of a log under a policy that is a table. The reward model is learnt from the log where the log brings none.
 * @throws EvaluateError when the policy does not speak of the log's positions, or of none of its actions.
 */
export function judgeTable(log: ExposureLog, table: PolicyTable): EvaluationColumns {
  const shelves = shelvesOf(log, table);
  const chancesOf: ChancesOfRow = (row, tell) => {
    const { actions, chances } = shelves[log.position[row]!]!;
    for (let place = 0; place < actions.length; place += 1) tell(actions[place]!, chances[place]!);
  };
  const { reward, chance: loggingChance, action, position, cluster } = log;
  const learnt = learnRewards({ reward, action, position, cluster }, chancesOf);
  const evaluationChance = reward.map((_, row) => shelves[position[row]!]!.chanceOf[action[row]!] ?? 0);
  const { neverDrawnChance } = learnt;
  return { reward, loggingChance, evaluationChance, cluster, model: givenModel(log) ?? learnt, neverDrawnChance };
}

/** The columns of a log that brings the evaluated policy's chance of the logged action with it. */
export function judgeColumn(log: ExposureLog, evaluationChance: Float64Array): EvaluationColumns {
  const { reward, chance: loggingChance, cluster } = log;
  return { reward, loggingChance, evaluationChance, cluster, model: givenModel(log) };
}

export function givenModel({ predictedReward, expectedReward }: ExposureLog) {
  return predictedReward && expectedReward && { predictedReward, expectedReward };
}

function shelvesOf(log: ExposureLog, { path, byPosition }: PolicyTable): Shelf[] {
  const everywhere = byPosition.get(EVERYWHERE);
  const found = log.positions.all.map((position) => {
    const chances = everywhere ?? byPosition.get(position);
    if (chances) return chances;
    throw new EvaluateError(
      position === ONLY_POSITION
        ? `${path} tells chances by position, and ${log.path} has no column for the position; name it: --map position=HEADER`
        : `${path} does not say what the policy does at position "${position}" of ${log.path}; it knows ${[...byPosition.keys()].slice(0, 20).join(', ')}`,
    );
  });
  refuseStrangers(log, path, found);
  return found.map((chances) => shelfOf(log, chances));
}

function refuseStrangers(log: ExposureLog, path: string, found: readonly ReadonlyMap<string, number>[]): void {
  const known = log.actions.all;
  if (found.some((chances) => known.some((action) => (chances.get(action) ?? 0) > 0))) return;
  const named = [...(found[0]?.keys() ?? [])].slice(0, 3).join(', ');
  throw new EvaluateError(
    `${path} and ${log.path} have no action in common: the policy names ${named}, the log ${known.slice(0, 3).join(', ')}`,
  );
}

function shelfOf({ actions: names }: ExposureLog, byName: ReadonlyMap<string, number>): Shelf {
  const entries = [...byName].filter(([, chance]) => chance > 0);
  const actions = Int32Array.from(entries, ([action]) => names.idOf(action));
  const chances = Float64Array.from(entries, ([, chance]) => chance);
  const chanceOf = new Float64Array(names.all.length);
  actions.forEach((action, place) => (chanceOf[action] = chances[place]!));
  return { actions, chances, chanceOf };
}
