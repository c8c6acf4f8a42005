import type { CatalogFile } from '../contract/catalog.js';
import { problemAt, type CatalogProblem } from './catalog-problem.js';

/** The commit holds each offer of an exclusion group against all others of it. */
export const MOST_IN_EXCLUSION_GROUP = 50;

/** Fallbacks must name an offer that has a form for the placement; exclusion groups must be small enough to be checked. */
export function findChoiceFaults({ fallbacks = [], offers }: CatalogFile): CatalogProblem[] {
  return [...findFallbackFaults(fallbacks, offers), ...findLargeGroups(offers)];
}

function findFallbackFaults(
  fallbacks: NonNullable<CatalogFile['fallbacks']>,
  offers: CatalogFile['offers'],
): CatalogProblem[] {
  if (fallbacks.length === 0) return [];
  const byId = new Map(offers.map((offer) => [offer.id, offer]));
  const seen = new Set<string>();
  return fallbacks.flatMap(({ touchpoint, placement, offer: id }, i): CatalogProblem[] => {
    const where = `${touchpoint} ${placement}`;
    const problems: CatalogProblem[] = [];
    if (seen.has(where)) problems.push(problemAt(`fallbacks.${i}`, 'DUPLICATE_FALLBACK', { about: where }));
    seen.add(where);
    const offer = byId.get(id);
    const hasForm = offer?.treatments.some((one) => one.touchpoint === touchpoint && one.placement === placement);
    const told = { value: id, about: where };
    if (!offer) problems.push(problemAt(`fallbacks.${i}.offer`, 'UNKNOWN_OFFER', told));
    else if (!hasForm) problems.push(problemAt(`fallbacks.${i}.offer`, 'NO_TREATMENT', told));
    return problems;
  });
}

function findLargeGroups(offers: CatalogFile['offers']): CatalogProblem[] {
  const counts = new Map<string, number>();
  return offers.flatMap(({ exclusionGroup }, i): CatalogProblem[] => {
    if (exclusionGroup === undefined) return [];
    const count = (counts.get(exclusionGroup) ?? 0) + 1;
    counts.set(exclusionGroup, count);
    if (count !== MOST_IN_EXCLUSION_GROUP + 1) return [];
    return [tooLargeGroup(exclusionGroup, i)];
  });
}

export function tooLargeGroup(group: string, index: number): CatalogProblem {
  const told = { value: group, about: String(MOST_IN_EXCLUSION_GROUP) };
  return problemAt(`offers.${index}.exclusionGroup`, 'GROUP_TOO_LARGE', told);
}
