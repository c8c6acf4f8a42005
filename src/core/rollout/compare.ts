import type { Decision, Scored } from '../types/decision.js';

/** How another model would have decided, beside how it was decided. */
export interface Comparison {
  /** Whether the same offer stands first before anything is left to chance, or none does in both. */
  readonly isSameWinner: boolean;
  /** Kendall's tau-a of the worths, -1 to 1; nothing for fewer than two candidates. */
  readonly rankAgreement?: number;
  /** Mean of the absolute differences of P(accept); nothing without candidates. */
  readonly scoreDifference?: number;
}

/** @param other of the very same candidates. */
export function compareDecisions(decision: Decision, other: Decision): Comparison {
  const [scored, others] = [decision.scored, other.scored];
  const sum = scored.reduce((total, { propensity }, i) => total + Math.abs(propensity - others[i]!.propensity), 0);
  return {
    isSameWinner: winnerOf(decision) === winnerOf(other),
    rankAgreement: scored.length < 2 ? undefined : kendall(scored, others),
    scoreDifference: scored.length === 0 ? undefined : sum / scored.length,
  };
}

function winnerOf({ slots }: Decision): string | undefined {
  return slots[0]?.options[0]?.candidate.offer.id;
}

function kendall(a: readonly Scored[], b: readonly Scored[]): number {
  let agreement = 0;
  for (let i = 0; i < a.length; i += 1)
    for (let j = 0; j < i; j += 1) {
      const first = Math.sign(a[i]!.arbitrationScore - a[j]!.arbitrationScore);
      agreement += first * Math.sign(b[i]!.arbitrationScore - b[j]!.arbitrationScore);
    }
  return (2 * agreement) / (a.length * (a.length - 1));
}
