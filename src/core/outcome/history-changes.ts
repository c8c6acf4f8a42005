import type { Policy } from '../types/policy.js';

/** A change to the history of a customer. */
export type HistoryChange =
  | readonly ['sum', 'visits' | 'purchases' | 'affinity', category: string, weight: number, halfLifeMs: number]
  | readonly ['recent', 'recentVisits' | 'recentPurchases', category: string, minute: number]
  | readonly ['count', offerId: string, index: 0 | 1 | 2]
  | readonly ['rest', key: string, untilMs: number];

export interface Happening {
  readonly type: string;
  readonly reason?: 'not-interested' | 'not-here' | 'not-now';
  readonly at: number;
  readonly offerId?: string;
  readonly category?: string;
  /** H3 res 8 of the decision that it answers. */
  readonly cell?: string;
}

const MINUTE_MS = 60_000;
/** The category under which the newest events of all categories are kept. */
const ANY_CATEGORY = '*';

const IMPRESSIONS = 0;
const ACCEPTS = 1;
const DISMISSALS = 2;

/** How much an event speaks for fondness of its category. */
const FONDNESS: Readonly<Record<string, number>> = { click: 0.3, accept: 1, redeem: 0.5, purchase: 1, visit: 0.5 };

/**
 * What an event changes. Each kind of "no" means something else: never this offer, not this offer here, nothing now.
 * An offer that nobody saw changes nothing: silence of the customer is no dislike.
 */
export function changesOf(happening: Happening, policy: Policy): HistoryChange[] {
  const { type, reason, at, offerId, cell } = happening;
  // Nothing is inferred from sensitive kinds of places (Art. 9 GDPR).
  const category = policy.sensitiveCategories.includes(happening.category ?? '') ? undefined : happening.category;
  const halfLifeMs = policy.affinity.halfLifeDays * 86_400_000;
  const { restMs } = policy.contact;
  const changes: HistoryChange[] = [];
  const weight = FONDNESS[type];
  if (category && weight !== undefined) changes.push(['sum', 'affinity', category, weight, halfLifeMs]);
  if (category && type === 'visit') {
    changes.push(['sum', 'visits', category, 1, halfLifeMs], ...recentChanges('recentVisits', category, at));
  }
  if (category && type === 'purchase') {
    changes.push(['sum', 'purchases', category, 1, halfLifeMs], ...recentChanges('recentPurchases', category, at));
  }
  if (!offerId) return changes;
  if (type === 'impression') changes.push(['count', offerId, IMPRESSIONS]);
  if (type === 'accept') changes.push(['count', offerId, ACCEPTS]);
  if (type !== 'dismiss') return changes;
  changes.push(['count', offerId, DISMISSALS]);
  if (reason === 'not-interested') {
    changes.push(['rest', offerId, at + restMs.notInterested]);
    if (category) changes.push(['sum', 'affinity', category, -1, halfLifeMs]);
  }
  if (reason === 'not-here' && cell) changes.push(['rest', `${offerId}@${cell}`, at + restMs.notHere]);
  if (reason === 'not-now') changes.push(['rest', '*', at + restMs.notNow]);
  return changes;
}

/** For look-backs of rules: of the category, and of all. */
function recentChanges(group: 'recentVisits' | 'recentPurchases', category: string, at: number): HistoryChange[] {
  const minute = Math.floor(at / MINUTE_MS);
  return [
    ['recent', group, category, minute],
    ['recent', group, ANY_CATEGORY, minute],
  ];
}
