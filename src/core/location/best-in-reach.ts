import type { Rates } from '../types/facts.js';
import type { Catalog, Ordinals } from '../types/offer.js';
import { EXACT_ENOUGH, INSIDE, type Reach } from './reach.js';

// Thousands of offers may be in reach, for all at one spot or for everywhere. Which of them a decision looks at is told by
// numbers alone: validity, worth by lever, and the customer's fondness of the category. What is picked is recorded with
// the decision, so that it can be made again; of the rest, their number.

const SHOWABLE = INSIDE | EXACT_ENOUGH;

interface Chooser {
  readonly catalog: Catalog;
  readonly affinity: Rates;
  readonly now: number;
}

/** Offers of one weight, best first, and how far they have been gone through. */
interface Line {
  readonly offers: Ordinals;
  readonly weight: number;
  readonly isForOthers: boolean;
  at: number;
  /** Of the offer at its head; -1 when the line is at its end. */
  promise: number;
}

/** Of those for everywhere, the valid ones that promise most. Goes through as many as it picks, not through all. */
export function pickFromEverywhere({ catalog, affinity, now }: Chooser, most: number): number[] {
  const liked = new Set(Object.keys(affinity).filter((category) => affinity[category]! > 0));
  const advance = (line: Line): void => {
    for (; line.at < line.offers.length; line.at += 1) {
      const offer = line.offers[line.at]!;
      if (!catalog.isValidAt(offer, now) || (line.isForOthers && liked.has(catalog.categoryOf(offer)))) continue;
      line.promise = catalog.promiseOf(offer) * line.weight;
      return;
    }
    line.promise = -1;
  };
  const lines: Line[] = [{ offers: catalog.everywhere, weight: 1, isForOthers: true, at: 0, promise: 0 }];
  for (const category of liked) {
    const offers = catalog.everywhereIn(category);
    lines.push({ offers, weight: 1 + affinity[category]!, isForOthers: false, at: 0, promise: 0 });
  }
  for (const line of lines) advance(line);
  const picked: number[] = [];
  while (picked.length < most) {
    let best = lines[0]!;
    for (const line of lines) if (line.promise > best.promise) best = line;
    if (best.promise < 0) break;
    picked.push(best.offers[best.at]!);
    best.at += 1;
    advance(best);
  }
  return picked;
}

/**
 * Leaves `most` offers in reach: those that could be shown before those that could not, and of these those that promise
 * most. @returns how many it took out.
 */
export function cutReach(reach: Reach, chooser: Chooser, most: number): number {
  const surplus = reach.size - most;
  if (surplus <= 0) return 0;
  const ranks = new Float64Array(reach.size);
  let at = 0;
  for (const [offer, seen] of reach) ranks[at++] = rankOf(offer, seen, chooser);
  const last = ranks.slice().sort()[surplus]!;
  // Of those that are level with the last one, the first come.
  let level = most;
  for (const rank of ranks) if (rank > last) level -= 1;
  at = 0;
  for (const offer of reach.keys()) {
    const rank = ranks[at++]!;
    if (rank > last) continue;
    if (rank === last && level > 0) level -= 1;
    else reach.delete(offer);
  }
  return surplus;
}

/** From 1 on for what can be shown, below 1 for what cannot. */
function rankOf(offer: number, seen: number, { catalog, affinity, now }: Chooser): number {
  const category = catalog.categoryOf(offer);
  const fondness = Object.hasOwn(affinity, category) ? affinity[category]! : 0;
  const promise = catalog.promiseOf(offer) * (1 + fondness);
  const canBeShown = (seen & SHOWABLE) === SHOWABLE;
  return canBeShown && catalog.isValidAt(offer, now) ? 1 + promise : promise / (1 + promise);
}
