import type { Choice, Refusal, Scored, Slot, StageContext } from '../types/decision.js';
import { deliveryIdOf } from '../types/ids.js';
import { explore, seededRandom } from './explore.js';

export interface Arbitrated {
  readonly slots: readonly Slot[];
  readonly refusals: readonly Refusal[];
  /** Offer id -> selectionProbability in the first slot where it could win. */
  readonly probabilities: ReadonlyMap<string, number>;
}

/**
 * Fills the placements, best first, no offer twice. Silence is an option worth 0: what scores no higher is not worth it.
 * Each draw is over what is left, so the probability of a later slot is conditional on the earlier ones.
 */
export function arbitrate(scored: readonly Scored[], stage: StageContext): Arbitrated {
  const { input, policy } = stage;
  const random = seededRandom(input.seed);
  const worthIt = scored.filter(({ factors }) => factors.arbitrationScore > 0).sort(byScore);
  const probabilities = new Map<string, number>();
  const slots: Slot[] = [];
  const taken = new Set<Scored>();

  for (const placement of input.placements) {
    for (let position = 0; position < input.limit; position += 1) {
      const options = worthIt.filter(
        (option) =>
          !taken.has(option) && option.candidate.treatments.some(({ treatment }) => treatment.placement === placement),
      );
      const draw = explore(options.length, policy.arbitration.epsilon, random);
      if (draw.index < 0) break;
      options.forEach((option, i) => {
        const offerId = option.candidate.offer.id;
        if (!probabilities.has(offerId)) probabilities.set(offerId, draw.probabilities[i]!);
      });
      const deliveryId = deliveryIdOf(input.decisionId, placement, position);
      const toChoice = (option: Scored, i: number): Choice => ({
        deliveryId,
        placement,
        scored: option,
        selectionProbability: draw.probabilities[i]!,
      });
      const choices = options.map(toChoice);
      const winner = choices[draw.index]!;
      slots.push({ placement, deliveryId, ranked: [winner, ...choices.filter((choice) => choice !== winner)] });
      taken.add(winner.scored);
    }
  }
  return { slots, refusals: scored.filter((option) => !taken.has(option)).map(explainLoss), probabilities };
}

/** Equal scores are ordered by id, so that the same decision comes out on every machine. */
function byScore(a: Scored, b: Scored): number {
  return (
    b.factors.arbitrationScore - a.factors.arbitrationScore || (a.candidate.offer.id < b.candidate.offer.id ? -1 : 1)
  );
}

function explainLoss({ candidate, factors }: Scored): Refusal {
  return {
    offerId: candidate.offer.id,
    source: candidate.sighting.source,
    stage: 'arbitration',
    reason: factors.arbitrationScore > 0 ? 'OUTRANKED' : 'NOT_WORTH_IT',
  };
}
