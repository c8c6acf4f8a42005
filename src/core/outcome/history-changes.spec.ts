import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, NOON, policy } from '../../../test/support/builders.js';
import { changesOf, type Happening, type HistoryChange } from './history-changes.js';

const HALF_LIFE = policy.affinity.halfLifeDays * DAY;
const about = { at: NOON, offerId: 'o', category: 'coffee', cell: 'cell' };
const fondness = (weight: number): HistoryChange => ['sum', 'affinity', 'coffee', weight, HALF_LIFE];
const minute = NOON / MINUTE;
const recent = (group: 'recentVisits' | 'recentPurchases'): HistoryChange[] => [
  ['recent', group, 'coffee', minute],
  ['recent', group, '*', minute],
];
const count = (index: 0 | 1 | 2): HistoryChange => ['count', 'o', index];

describe('what an event changes', () => {
  it.each<[string, Happening, HistoryChange[]]>([
    ['a delivery: nothing, nobody has seen it yet', { ...about, type: 'delivered' }, []],
    ['an impression', { ...about, type: 'impression' }, [count(0)]],
    ['a click', { ...about, type: 'click' }, [fondness(0.3)]],
    ['an accept', { ...about, type: 'accept' }, [fondness(1), count(1)]],
    ['a redemption', { ...about, type: 'redeem' }, [fondness(0.5)]],
    ['a rating', { type: 'rating', at: NOON }, []],
    [
      'a purchase',
      { type: 'purchase', at: NOON, category: 'coffee' },
      [fondness(1), ['sum', 'purchases', 'coffee', 1, HALF_LIFE], ...recent('recentPurchases')],
    ],
    [
      'a visit',
      { type: 'visit', at: NOON, category: 'coffee' },
      [fondness(0.5), ['sum', 'visits', 'coffee', 1, HALF_LIFE], ...recent('recentVisits')],
    ],
    [
      'no interest: the offer rests long, and the category is liked less',
      { ...about, type: 'dismiss', reason: 'not-interested' },
      [count(2), ['rest', 'o', NOON + 90 * DAY], fondness(-1)],
    ],
    [
      'not here: the offer rests around the place',
      { ...about, type: 'dismiss', reason: 'not-here' },
      [count(2), ['rest', 'o@cell', NOON + 30 * DAY]],
    ],
    ['not here, the place not known', { ...about, cell: undefined, type: 'dismiss', reason: 'not-here' }, [count(2)]],
    [
      'not now: everything rests a little',
      { ...about, type: 'dismiss', reason: 'not-now' },
      [count(2), ['rest', '*', NOON + 2 * HOUR]],
    ],
    ['a visit to a clinic: nothing is inferred', { type: 'visit', at: NOON, category: 'clinic' }, []],
    ['a purchase at a pharmacy: nothing either', { type: 'purchase', at: NOON, category: 'pharmacy' }, []],
    ['an accept of a sensitive kind: the count alone', { ...about, type: 'accept', category: 'adult' }, [count(1)]],
  ])('%s', (_name, happening, changes) => {
    const restMs = { notInterested: 90 * DAY, notHere: 30 * DAY, notNow: 2 * HOUR };
    expect(changesOf(happening, { ...policy, contact: { ...policy.contact, restMs } })).toEqual(changes);
  });
});
