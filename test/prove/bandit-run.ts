import { finishDecision } from '../../src/core/decision.js';
import { moveCounts, seenAs, type DatedCounts } from '../../src/core/learning/counts.js';
import type { Decision } from '../../src/core/types/decision.js';
import type { OfferId } from '../../src/core/types/ids.js';
import type { Exploration, Policy } from '../../src/core/types/policy.js';
import { LearningTable } from '../../src/engine/learning-table.js';
import type { Scorer } from '../../src/scoring/scorer.js';
import type { LearnedEntry } from '../../src/state/learning.repository.js';
import type { Opening } from './bandit-world.js';

export interface Run {
  /** Mean over the decisions, in minor units: the worth of the best offer less that of the chosen one. */
  readonly regret: number;
  /** How far the chances of a slot were from 1 at worst. */
  readonly worstSum: number;
  readonly silent: number;
  /** Of all that follows the scores of the model, a decision. */
  readonly decideUs: number;
}

/** Lets a policy decide all of them in turn, and learn from each as the engine does. */
export function runPolicy(openings: readonly Opening[], policy: Policy, exploration: Exploration, scorer: Scorer): Run {
  const numbers = { ...policy, arbitration: { ...policy.arbitration, exploration } };
  const memory = new Memory(numbers.learning.halfLifeMs);
  let [regret, worstSum, silent, decideMs] = [0, 0, 0, 0];
  for (const opening of openings) {
    const prepared = { ...opening.prepared, stage: { ...opening.prepared.stage, policy: numbers } };
    const startMs = performance.now();
    const learned = memory.table.rowsFor(prepared, opening.scores, scorer);
    const decision = finishDecision(prepared, opening.scores, scorer.priors, learned);
    decideMs += performance.now() - startMs;
    for (const { probabilities } of decision.slots)
      worstSum = Math.max(worstSum, Math.abs(probabilities.reduce((sum, chance) => sum + chance, 0) - 1));
    const row = chosenRow(decision);
    if (row < 0) silent += 1;
    regret += Math.max(...opening.worth) - (row < 0 ? 0 : opening.worth[row]!);
    if (row >= 0) memory.learn(decision, row, opening.reactions[row]!, scorer.version);
  }
  return { regret: regret / openings.length, worstSum, silent, decideUs: (1_000 * decideMs) / openings.length };
}

function chosenRow({ slots, scored }: Decision): number {
  const first = slots[0]?.ranked[0]?.scored;
  return first ? scored.indexOf(first) : -1;
}

/** What the script `move-learning` keeps, by the same arithmetic. */
class Memory {
  readonly table = new LearningTable('proof');
  readonly #counts = new Map<string, DatedCounts>();

  constructor(private readonly halfLifeMs: number) {}

  learn({ scored, input }: Decision, row: number, reaction: Opening['reactions'][number], version: string): void {
    if (reaction === 'overlooked') return;
    const { candidate, basePropensity, propensitySource } = scored[row]!;
    const offerId: OfferId = candidate.offer.id;
    const treatment = candidate.treatments[0]!.treatment.id;
    const seen = seenAs({ isFirst: true, isAccepted: reaction === 'accepted' }, basePropensity, input.now);
    const model = propensitySource === 'model' ? version : undefined;
    const name = [offerId, treatment, model].join(' ');
    const counts = moveCounts(this.#counts.get(name), seen, this.halfLifeMs);
    this.#counts.set(name, counts);
    const entry: LearnedEntry = { offerId, treatment, model, ...counts };
    this.table.take({ table: 'proof', revision: this.#counts.size, names: this.#counts.size, entries: [entry] });
  }
}
