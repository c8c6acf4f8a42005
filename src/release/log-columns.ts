import type { EvaluationColumns } from '../core/evaluation/columns.js';
import { learnRewards } from '../core/evaluation/reward-model.js';
import type { Decision } from '../core/types/decision.js';
import type { StoredDecision } from '../state/decision.repository.js';

/** Nothing shown is an action too, and earns nothing. */
const SILENCE = '';

export type RewardName = 'accept' | 'click' | 'redeem';

/** Gathers decisions of the log with what another version would have done in their first slot, for `evaluatePolicy`. */
export class LogColumns {
  readonly #actions = new Map<string, number>();
  readonly #customers = new Map<string, number>();
  readonly #action: number[] = [];
  readonly #customer: number[] = [];
  readonly #reward: number[] = [];
  readonly #loggingChance: number[] = [];
  readonly #evaluationChance: number[] = [];
  /** Of each row: what the other version would have shown, and with which chance. */
  readonly #chances: (readonly (readonly [action: number, chance: number])[])[] = [];

  constructor(private readonly rewardName: RewardName) {}

  get rows(): number {
    return this.#action.length;
  }

  get customers(): number {
    return this.#customers.size;
  }

  add(stored: StoredDecision, other: Decision): void {
    const [slot] = stored.record.slots;
    const granted = stored.commit.g.find(([index]) => index === 0);
    const rank = granted?.[1] ?? 0;
    const shown = granted && slot ? slot.offers[rank]! : SILENCE;
    const chances = chancesIn(other, slot?.delivery);
    this.#action.push(this.numberOf(this.#actions, shown));
    this.#customer.push(this.numberOf(this.#customers, stored.owner.customer));
    this.#reward.push(granted && slot && isRewarded(stored, slot.delivery, this.rewardName) ? 1 : 0);
    // Silence was never drawn by chance: it is what is left when no offer is worth it.
    this.#loggingChance.push(shown === SILENCE ? 1 : slot!.chances[rank]!);
    this.#evaluationChance.push(chances.find(([offer]) => offer === shown)?.[1] ?? 0);
    this.#chances.push(chances.map(([offer, chance]) => [this.numberOf(this.#actions, offer), chance]));
  }

  columns(): EvaluationColumns {
    const reward = Float64Array.from(this.#reward);
    const cluster = Int32Array.from(this.#customer);
    const { predictedReward, expectedReward, pull, neverDrawnChance } = learnRewards(
      { reward, action: Int32Array.from(this.#action), cluster },
      (row, tell) => {
        for (const [action, chance] of this.#chances[row]!) tell(action, chance);
      },
    );
    return {
      reward,
      loggingChance: Float64Array.from(this.#loggingChance),
      evaluationChance: Float64Array.from(this.#evaluationChance),
      model: { predictedReward, expectedReward, pull },
      neverDrawnChance,
      cluster,
    };
  }

  private numberOf(names: Map<string, number>, name: string): number {
    let number = names.get(name);
    if (number === undefined) names.set(name, (number = names.size));
    return number;
  }
}

/** What a decision would show in its first slot, before the commit has its say; the chances sum to 1. */
function chancesIn({ slots }: Decision, delivery: string | undefined): readonly (readonly [string, number])[] {
  const slot = delivery === undefined ? slots[0] : slots.find(({ deliveryId }) => deliveryId === delivery);
  if (!slot || slot.options.length === 0) return [[SILENCE, 1]];
  return slot.options.map(({ candidate }, i) => [candidate.offer.id, slot.probabilities[i]!]);
}

export function isRewarded({ feedback }: StoredDecision, delivery: string, reward: RewardName): boolean {
  return feedback.some((line) => {
    const { type, deliveryId } = line as { type?: string; deliveryId?: string };
    return type === reward && deliveryId === delivery;
  });
}
