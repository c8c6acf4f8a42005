import type { Choice, Refusal, Scored, Slot, StageContext } from '../types/decision.js';
import { deliveryIdOf } from '../types/ids.js';
import { refuse } from '../types/refuse.js';
import { explore, seededRandom } from './explore.js';

/** How many ranked offers the commit may fall through before it gives up: shared limits refuse all, own ones few. */
const FALL_DEPTH = 5;

export interface Arbitrated {
  readonly slots: readonly Slot[];
  readonly refusals: readonly Refusal[];
}

/**
 * Fills the placements, best first, no offer twice. Silence is an option worth 0: what scores no higher is not worth it.
 * Each draw is over what is left, so the probability of a later slot is conditional on the earlier ones.
 */
export function arbitrate(scored: readonly Scored[], stage: StageContext): Arbitrated {
  const { input, policy } = stage;
  const random = seededRandom(input.seed);
  const worthIt = scored.filter(isWorthIt).sort(byScore);
  const slots: Slot[] = [];
  const taken = new Set<Scored>();

  for (const placement of input.placements) {
    for (let position = 0; position < input.limit; position += 1) {
      const options = worthIt.filter((option) => !taken.has(option) && fits(option, placement));
      const { index, probabilities } = explore(options.length, policy.arbitration.epsilon, random);
      if (index < 0) break;
      const deliveryId = deliveryIdOf(input.decisionId, placement, position);
      const choose = (i: number): Choice => ({
        deliveryId,
        placement,
        scored: options[i]!,
        selectionProbability: probabilities[i]!,
      });
      slots.push({
        placement,
        deliveryId,
        ranked: firstInLine(index, options.length).map(choose),
        options,
        probabilities,
      });
      taken.add(options[index]!);
    }
  }
  return { slots, refusals: scored.filter((option) => !taken.has(option)).map(explainLoss) };
}

function isWorthIt({ arbitrationScore }: Scored): boolean {
  return arbitrationScore > 0;
}

function fits({ candidate }: Scored, placement: string): boolean {
  for (const { treatment } of candidate.treatments) if (treatment.placement === placement) return true;
  return false;
}

/** The winner, then the best of the others. */
function firstInLine(winner: number, count: number): number[] {
  const line = [winner];
  for (let i = 0; i < count && line.length < FALL_DEPTH; i += 1) if (i !== winner) line.push(i);
  return line;
}

/** Equal scores are ordered by id, so that the same decision comes out on every machine. */
function byScore(a: Scored, b: Scored): number {
  if (a.arbitrationScore !== b.arbitrationScore) return a.arbitrationScore > b.arbitrationScore ? -1 : 1;
  return a.candidate.offer.id < b.candidate.offer.id ? -1 : 1;
}

function explainLoss(option: Scored): Refusal {
  const { offer, sighting } = option.candidate;
  return refuse(offer, sighting, isWorthIt(option) ? 'OUTRANKED' : 'NOT_WORTH_IT');
}
