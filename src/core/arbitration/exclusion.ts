import type { Choice, Slot } from '../types/decision.js';

/**
 * Parts the lines of the slots by exclusion group: what stands behind a winner must not be of a group that another slot
 * may grant too, for the commit grants each slot by itself.
 */
export function partGroups(slots: readonly Slot[]): readonly Slot[] {
  if (slots.length < 2 || !slots.some(({ ranked }) => ranked.some(({ scored }) => groupOf(scored) !== undefined)))
    return slots;
  const slotOfGroup = new Map<string, number>();
  const claim = (choice: Choice, slot: number): boolean => {
    const group = groupOf(choice.scored);
    if (group === undefined) return true;
    if (!slotOfGroup.has(group)) slotOfGroup.set(group, slot);
    return slotOfGroup.get(group) === slot;
  };
  slots.forEach(({ ranked }, slot) => claim(ranked[0]!, slot));
  return slots.map(({ placement, deliveryId, ranked, options, probabilities }, slot) => ({
    placement,
    deliveryId,
    ranked: ranked.filter((choice) => claim(choice, slot)),
    options,
    probabilities,
  }));
}

function groupOf({ candidate }: Choice['scored']): string | undefined {
  return candidate.offer.exclusionGroup;
}
