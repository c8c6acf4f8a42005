import { createRandom } from './random.js';

/**
 * Offers of one kind differ by a factor of e to this, as a standard deviation. In dunnhumby's The Complete Journey the 15
 * campaigns of one type that anybody redeemed differ by 0.43 in the log of the share of their households that did, after
 * the noise of such counts is taken off; in the Starbucks offers it is 0.13 and 0.22.
 */
const SPREAD = 0.43;

/** How much better or worse an offer is than its category and place promise: around 1, and known to nobody beforehand. */
export function appealOf(offerId: string, seed: number): number {
  const chance = createRandom(seed).fork(labelOf(offerId));
  return Math.exp(SPREAD * chance.normal() - SPREAD ** 2 / 2);
}

/** FNV-1a: the appeal of an offer does not depend on what else is in the catalog. */
function labelOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
