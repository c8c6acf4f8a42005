import type { Contact, ContactLimit, StageContext } from '../types/decision.js';
import type { ContactCap, Offer } from '../types/offer.js';

const HOUR_MS = 3_600_000;
/** The day on which the clocks go back. */
const LONGEST_DAY_MS = 25 * 3_600_000;

/**
 * The limits on contacts as plain counts since a point in time. The snapshot is held against them here and the commit
 * holds the live state against the very same list, so that both mean the same.
 * Calendar days are the customer's own; without a known zone a rolling one, as long as the longest,
 * stands in, which is never the laxer.
 */
export function ownLimitsOf(offer: Offer, stage: StageContext): ContactLimit[] {
  const caps = offer.caps.map((cap) => toLimit(cap, offer.id, false, stage));
  return offer.exclusionGroup === undefined ? caps : [...caps, ...groupLimits(offer, stage)];
}

/** Of an exclusion group a customer has one offer at a time: no other one may have been shown that still can be redeemed. */
function groupLimits({ exclusionGroup, ordinal }: Offer, { input, catalog }: StageContext): ContactLimit[] {
  const limits: ContactLimit[] = [];
  const others = catalog.offersInGroup(exclusionGroup!);
  for (let i = 0; i < others.length; i += 1) {
    if (others[i] === ordinal) continue;
    const { id, validityHours, validTo } = catalog.offer(others[i]!);
    if (validTo !== undefined && validTo <= input.now) continue;
    const sinceMs = input.now - validityHours * HOUR_MS;
    limits.push({ offerId: id, outboundOnly: false, sinceMs, limit: 1, code: 'GROUP_HELD' });
  }
  return limits;
}

/** Whether another offer of its exclusion group was shown and can still be redeemed. */
export function isGroupHeld(offer: Offer, stage: StageContext): boolean {
  if (offer.exclusionGroup === undefined || stage.input.contacts.length === 0) return false;
  return findReachedLimit(groupLimits(offer, stage), stage.input.contacts) !== undefined;
}

/** The limits that hold for all offers: they protect from being interrupted, so they count and bind outbound only. */
export function sharedLimits(stage: StageContext): readonly ContactLimit[] {
  const { input, policy } = stage;
  if (!input.outbound) return [];
  const caps = policy.contact.caps.map((cap) => toLimit(cap, '*', true, stage));
  if (policy.contact.spacingMs <= 0) return caps;
  const spacing: ContactLimit = {
    offerId: '*',
    outboundOnly: true,
    sinceMs: input.now - policy.contact.spacingMs,
    limit: 1,
    code: 'SPACING',
  };
  return [...caps, spacing];
}

function toLimit(cap: ContactCap, offerId: string, outboundOnly: boolean, stage: StageContext): ContactLimit {
  return { offerId, outboundOnly, sinceMs: sinceMsOf(cap, stage), limit: cap.limit, code: 'CAP_REACHED' };
}

function sinceMsOf(cap: ContactCap, { input, localTime }: StageContext): number {
  if (cap.window !== 'day') return input.now - cap.window.windowMs;
  return localTime ? localTime.dayStartMs : input.now - LONGEST_DAY_MS;
}

/** Whether the contacts have used up a cap of the offer's own: the question of `findReachedLimit` without lists. */
export function isOwnCapReached(offer: Offer, stage: StageContext): boolean {
  for (const cap of offer.caps) {
    const sinceMs = sinceMsOf(cap, stage);
    let count = 0;
    for (const { at, offerId } of stage.input.contacts) if (offerId === offer.id && at >= sinceMs) count += 1;
    if (count >= cap.limit) return true;
  }
  return false;
}

/** The first limit that the contacts have used up. A contact right at `sinceMs` counts. */
export function findReachedLimit(
  limits: readonly ContactLimit[],
  contacts: readonly Contact[],
): ContactLimit | undefined {
  return limits.find((limit) => countContacts(limit, contacts) >= limit.limit);
}

function countContacts(limit: ContactLimit, contacts: readonly Contact[]): number {
  let count = 0;
  for (const contact of contacts) {
    if (contact.at < limit.sinceMs) continue;
    if (limit.offerId !== '*' && contact.offerId !== limit.offerId) continue;
    if (!limit.outboundOnly || contact.outbound) count += 1;
  }
  return count;
}
