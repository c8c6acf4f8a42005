import type { EvaluationColumns } from '../../src/core/evaluation/columns.js';
import { learnRewards } from '../../src/core/evaluation/reward-model.js';
import { seededRandom } from '../../src/core/arbitration/explore.js';

/** A made-up world with a log of one policy, and the true value of another. */
export interface BanditWorld {
  readonly columns: EvaluationColumns;
  readonly truth: number;
  readonly told: Readonly<Record<string, number | string>>;
}

type Random = () => number;
/** Chances by context, then by action. */
type Policy = readonly (readonly number[])[];

interface Nature {
  readonly actions: number;
  readonly contexts: number;
  readonly contextChance: readonly number[];
  readonly rewardChance: Policy;
}

/** How often rewards come in a world, on the whole. */
export interface RewardRates {
  readonly least: number;
  readonly most: number;
}

export const USUAL_RATES: RewardRates = { least: 0.02, most: 0.2 };
export const RARE_RATES: RewardRates = { least: 0.003, most: 0.009 };

const POLICY_KINDS = ['epsilon-greedy', 'softmax'] as const;

/**
 * Worlds differ in the number of actions and contexts, in how rare rewards are, in the rows, in who logged and who is judged.
 * Customers come back: each has one context and a liking of its own that moves all of their rewards, so that rows are not
 * independent. In every second four worlds the reward model knows nothing of the context.
 */
export function makeBanditWorld(seed: number, rates = USUAL_RATES): BanditWorld {
  const random = seededRandom(seed);
  const nature = makeNature(random, rates);
  const loggingKind = POLICY_KINDS[seed % 2]!;
  const logging = makePolicy(nature, loggingKind, random);
  const evaluated = makePolicy(nature, POLICY_KINDS[Math.floor(seed / 2) % 2]!, random);
  const log = drawLog(nature, logging, between(random, 2_000, 6_000), random);
  const seesContext = Math.floor(seed / 4) % 2 === 0;
  const position = seesContext ? log.context : undefined;
  const model = learnRewards({ ...log, position }, (row, tell) =>
    evaluated[log.context[row]!]!.forEach((chance, action) => tell(action, chance)),
  );
  const evaluationChance = log.reward.map((_, row) => evaluated[log.context[row]!]![log.action[row]!]!);
  const { reward, loggingChance, cluster } = log;
  return {
    columns: { reward, loggingChance, evaluationChance, cluster, model },
    truth: valueOf(nature, evaluated),
    told: { loggingKind, actions: nature.actions, contexts: nature.contexts, rows: reward.length },
  };
}

function makeNature(random: Random, { least, most }: RewardRates): Nature {
  const actions = between(random, 3, 10);
  const contexts = between(random, 2, 6);
  const base = least * (most / least) ** random();
  const contextChance = normalized(Array.from({ length: contexts }, () => 0.2 + random()));
  const rewardChance = table(contexts, actions, () => Math.min(0.4, base * Math.exp(0.6 * bell(random))));
  return { actions, contexts, contextChance, rewardChance };
}

/** A policy follows what it believes: the truth, seen through noise. */
function makePolicy(nature: Nature, kind: (typeof POLICY_KINDS)[number], random: Random): Policy {
  const belief = nature.rewardChance.map((chances) => chances.map((chance) => Math.log(chance) + 0.5 * bell(random)));
  const epsilon = 0.1 + 0.4 * random();
  const sharpness = 0.5 + 1.5 * random();
  return belief.map((scores) =>
    kind === 'softmax' ? normalized(scores.map((score) => Math.exp(sharpness * score))) : greedy(scores, epsilon),
  );
}

function greedy(scores: readonly number[], epsilon: number): number[] {
  const best = scores.indexOf(Math.max(...scores));
  return scores.map((_, action) => epsilon / scores.length + (action === best ? 1 - epsilon : 0));
}

/** Customers come one to eight times; their liking is uniform around 1, so that the truth stays what the nature says. */
function drawLog({ contextChance, rewardChance }: Nature, logging: Policy, rows: number, random: Random) {
  const log = {
    reward: new Float64Array(rows),
    loggingChance: new Float64Array(rows),
    action: new Int32Array(rows),
    context: new Int32Array(rows),
    cluster: new Int32Array(rows),
  };
  let row = 0;
  for (let customer = 0; row < rows; customer += 1) {
    const context = draw(contextChance, random);
    const liking = 0.2 + 1.6 * random();
    for (let left = between(random, 1, 8); left > 0 && row < rows; left -= 1, row += 1) {
      const action = draw(logging[context]!, random);
      log.context[row] = context;
      log.cluster[row] = customer;
      log.action[row] = action;
      log.loggingChance[row] = logging[context]![action]!;
      log.reward[row] = Number(random() < liking * rewardChance[context]![action]!);
    }
  }
  return log;
}

function valueOf({ contextChance, rewardChance }: Nature, policy: Policy): number {
  const ofContext = (context: number) =>
    policy[context]!.reduce((sum, chance, action) => sum + chance * rewardChance[context]![action]!, 0);
  return contextChance.reduce((sum, chance, context) => sum + chance * ofContext(context), 0);
}

function draw(chances: readonly number[], random: Random): number {
  let left = random();
  const found = chances.findIndex((chance) => (left -= chance) < 0);
  return found < 0 ? chances.length - 1 : found;
}

function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** A standard normal number (Box and Muller). */
function bell(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function normalized(parts: readonly number[]): number[] {
  const sum = parts.reduce((whole, part) => whole + part, 0);
  return parts.map((part) => part / sum);
}

function table(contexts: number, actions: number, cell: () => number): number[][] {
  return Array.from({ length: contexts }, () => Array.from({ length: actions }, cell));
}
