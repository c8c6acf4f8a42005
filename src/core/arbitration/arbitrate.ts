import type { Choice, Fallback, Refusal, Scored, Slot, StageContext } from '../types/decision.js';
import { deliveryIdOf, type DeliveryId } from '../types/ids.js';
import { CLASS_RANKS } from '../types/offer-class.js';
import type { Exploration } from '../types/policy.js';
import { refuse } from '../types/refuse.js';
import { partGroups } from './exclusion.js';
import { explore, seededRandom, type Explored } from './explore.js';

/** How many ranked offers the commit may fall through before it gives up: shared limits refuse all, own ones few. */
const FALL_DEPTH = 5;

export interface Arbitrated {
  readonly slots: readonly Slot[];
  readonly refusals: readonly Refusal[];
}

/** A fallback with the score that a choice takes along. */
export type ScoredFallback = Omit<Fallback, 'candidate'> & { readonly scored: Scored };

/**
 * Fills the placements, best first, no offer twice, and of an exclusion group one. Mandatory offers go first and are not
 * drawn for; default offers fill a placement that nothing else did; then its fallback does. Silence is an option worth 0:
 * what scores no higher is not worth it. Each draw is over what is left, so the probability of a later slot is conditional
 * on the earlier ones.
 */
export function arbitrate(
  scored: readonly Scored[],
  stage: StageContext,
  fallbacks: readonly ScoredFallback[] = [],
): Arbitrated {
  const { input, policy } = stage;
  const random = seededRandom(input.seed);
  const worthIt = scored.filter(isWorthIt).sort(byRank);
  const slots: Slot[] = [];
  const taken = new Set<Scored>();
  const groups = new Set<string>();
  const isFree = (option: Scored) => !taken.has(option) && !isGroupTaken(option, groups);
  const take = (slot: Slot) => {
    const [{ scored: winner }] = slot.ranked as readonly [Choice];
    const { exclusionGroup } = winner.candidate.offer;
    taken.add(winner);
    if (exclusionGroup !== undefined) groups.add(exclusionGroup);
    slots.push(slot);
  };

  for (const placement of input.placements) {
    const fallback = fallbacks.find((one) => one.placement === placement)?.scored;
    let wereOthersChosen = false;
    for (let position = 0; position < input.limit; position += 1) {
      const fitting = worthIt.filter((option) => isFree(option) && fits(option, placement));
      const options = withoutIdleDefaults(fitting, wereOthersChosen);
      const deliveryId = deliveryIdOf(input.decisionId, placement, position);
      // What exploration drew, with the fallback at the end of the line: it answers when the commit refuses all others.
      const tail = position === 0 && fallback && isFree(fallback) ? fallback : undefined;
      const slot = fillSlot(placement, deliveryId, options, policy.arbitration.exploration, random, tail);
      if (!slot) break;
      take(slot);
      wereOthersChosen ||= !isDefault(slot.ranked[0]!.scored);
    }
  }
  return {
    slots: partGroups(slots),
    refusals: scored.filter((option) => !taken.has(option)).map((option) => explainLoss(option, groups)),
  };
}

function fillSlot(
  placement: string,
  deliveryId: DeliveryId,
  options: readonly Scored[],
  exploration: Exploration,
  random: () => number,
  fallback: Scored | undefined,
): Slot | undefined {
  const { index, probabilities } = isMandatory(options[0])
    ? onlyTheFirst(options.length)
    : explore(options, exploration, random);
  const choose = (i: number): Choice => ({
    deliveryId,
    placement,
    scored: options[i]!,
    selectionProbability: probabilities[i]!,
    isFallback: false,
  });
  const ranked = index < 0 ? [] : firstInLine(index, options.length).map(choose);
  if (fallback && !ranked.some(({ scored }) => scored === fallback))
    ranked.push({
      deliveryId,
      placement,
      scored: fallback,
      selectionProbability: index < 0 ? 1 : 0,
      isFallback: true,
    });
  return ranked.length === 0 ? undefined : { placement, deliveryId, ranked, options, probabilities };
}

/** Nothing is left to chance where an offer must be shown. */
function onlyTheFirst(count: number): Explored {
  const probabilities = new Array<number>(count).fill(0);
  probabilities[0] = 1;
  return { index: 0, probabilities };
}

/** Default offers stand last: they are left off where any other fits, and where any other was chosen before. */
function withoutIdleDefaults(fitting: Scored[], wereOthersChosen: boolean): Scored[] {
  const last = fitting.at(-1);
  if (last === undefined || !isDefault(last)) return fitting;
  if (!wereOthersChosen && isDefault(fitting[0]!)) return fitting;
  return fitting.filter((option) => !isDefault(option));
}

function isMandatory(option: Scored | undefined): boolean {
  return option?.candidate.offer.class === 'mandatory';
}

function isDefault({ candidate }: Scored): boolean {
  return candidate.offer.class === 'default';
}

function isGroupTaken({ candidate }: Scored, groups: ReadonlySet<string>): boolean {
  const { exclusionGroup } = candidate.offer;
  return exclusionGroup !== undefined && groups.has(exclusionGroup);
}

function isWorthIt(option: Scored): boolean {
  return option.arbitrationScore > 0 || isMandatory(option);
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

/** By class, then score. Equal scores are ordered by id, so that the same decision comes out on every machine. */
function byRank(a: Scored, b: Scored): number {
  const [first, second] = [a.candidate.offer, b.candidate.offer];
  if (first.class !== second.class) return CLASS_RANKS[first.class] - CLASS_RANKS[second.class];
  if (first.class === 'mandatory') {
    const urgency = second.priorityScore - first.priorityScore;
    const worth = second.valueMinor - second.costMinor - (first.valueMinor - first.costMinor);
    if (urgency !== 0 || worth !== 0) return urgency || worth;
  } else if (a.arbitrationScore !== b.arbitrationScore) return a.arbitrationScore > b.arbitrationScore ? -1 : 1;
  return first.id < second.id ? -1 : 1;
}

function explainLoss(option: Scored, groups: ReadonlySet<string>): Refusal {
  const { offer, sighting } = option.candidate;
  if (!isWorthIt(option)) return refuse(offer, sighting, 'NOT_WORTH_IT');
  return refuse(offer, sighting, isGroupTaken(option, groups) ? 'GROUP_TAKEN' : 'OUTRANKED');
}
