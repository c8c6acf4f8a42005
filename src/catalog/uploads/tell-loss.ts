import type { ToldProblem } from '../import/problem.js';
import type { CatalogFrame } from '../stored-version.js';

/** A file of a few offers that is taken for the whole catalog ends all others: nobody may oversee that. */
export function tellRemoval(removed: number, older: number): ToldProblem[] {
  if (removed * 2 <= older) return [];
  const about = `${removed}|${older}`;
  return [{ row: null, column: null, value: null, code: 'MOST_REMOVED', about, isWarning: true }];
}

/** What answers when nothing else does must be there: a sheet that takes the place of all may not lose it. */
export function lostFallbacks({ fallbacks = [] }: CatalogFrame, missing: ReadonlySet<string>): ToldProblem[] {
  return fallbacks.flatMap(({ offer, touchpoint, placement }, i) => {
    const about = `${touchpoint} ${placement}`;
    const problem = { row: null, column: `fallbacks.${i}.offer`, value: offer, code: 'UNKNOWN_OFFER', about };
    return missing.has(offer) ? [problem] : [];
  });
}

/** A head alone is for the offers that serve. */
export function tellNothingServes(): ToldProblem {
  return { row: null, column: null, value: null, code: 'NOTHING_SERVES', about: '' };
}
