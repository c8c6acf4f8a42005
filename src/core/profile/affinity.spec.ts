import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import { DAY, NOON } from '../../../test/support/builders.js';
import { affinityOf, decayedSum, ratePerMonth, sumForAffinity, sumForRate, type DecayingSum } from './affinity.js';

const HALF_LIFE = 45 * DAY;
const MONTH = (365.25 / 12) * DAY;

/** As the state adds an event to a sum: the later of the two times stays. */
function add(sum: DecayingSum, [weight, at]: DecayingSum): DecayingSum {
  const later = Math.max(sum[1], at);
  return [decayedSum(sum, later, HALF_LIFE) + decayedSum([weight, at], later, HALF_LIFE), later];
}

function addAll(events: readonly DecayingSum[]): DecayingSum {
  const [first, ...others] = events;
  return others.reduce<DecayingSum>(add, first!);
}

describe('a decaying sum', () => {
  const events = fc.array(fc.tuple(realBetween(-1, 1), fc.integer({ min: NOON - 400 * DAY, max: NOON })), {
    minLength: 1,
    maxLength: 20,
  });

  it('halves every half-life and does not grow backwards in time', () => {
    expect(decayedSum([8, NOON], NOON, HALF_LIFE)).toBe(8);
    expect(decayedSum([8, NOON], NOON + HALF_LIFE, HALF_LIFE)).toBe(4);
    expect(decayedSum([8, NOON], NOON + 3 * HALF_LIFE, HALF_LIFE)).toBe(1);
    expect(decayedSum([8, NOON], NOON - DAY, HALF_LIFE)).toBe(8);
  });

  it('adds up to the same in whatever order the events come', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (inOrder, dice) => {
        const shuffled = inOrder
          .map((event) => ({ event, die: dice.next().value as number }))
          .sort((a, b) => a.die - b.die)
          .map(({ event }) => event);
        const direct = inOrder.reduce((sum, event) => sum + decayedSum(event, NOON, HALF_LIFE), 0);
        expect(decayedSum(addAll(shuffled), NOON, HALF_LIFE)).toBeCloseTo(direct, 9);
      }),
    );
  });
});

describe('a rate', () => {
  it.each([1, 4, 12])('of %d visits a month is told from the visits themselves', (perMonth) => {
    const everyMs = MONTH / perMonth;
    const visits = Array.from({ length: 20 * perMonth }, (_, i): DecayingSum => [1, Math.round(NOON - i * everyMs)]);
    // Counted just after a visit and just before the next, the truth lies between.
    const [after, before] = [NOON, NOON + everyMs].map((now) => ratePerMonth(addAll(visits), now, HALF_LIFE));
    expect(after).toBeGreaterThanOrEqual(perMonth * 0.999);
    expect(before).toBeLessThanOrEqual(perMonth * 1.001);
    expect((after! + before!) / 2).toBeCloseTo(perMonth, 1);
  });

  it('comes back from the sum that it starts with', () => {
    expect(ratePerMonth([sumForRate(3.5, HALF_LIFE), NOON], NOON, HALF_LIFE)).toBeCloseTo(3.5, 9);
  });
});

describe('affinity', () => {
  it('lies between 0 and 1, grows with the sum, and is none for a dislike', () => {
    const sum = realBetween(-1e6, 1e6);
    fc.assert(
      fc.property(sum, sum, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((x) => affinityOf([x, NOON], NOON, HALF_LIFE));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThan(1);
        expect(low).toBeLessThanOrEqual(high!);
      }),
    );
    expect(affinityOf([-0.5, NOON], NOON, HALF_LIFE)).toBe(0);
    expect(affinityOf([1, NOON], NOON, HALF_LIFE)).toBe(0.5);
  });

  it.each([0, 0.25, 0.5, 0.99])('of %d comes back from the sum that it starts with', (affinity) => {
    expect(affinityOf([sumForAffinity(affinity), NOON], NOON, HALF_LIFE)).toBeCloseTo(affinity, 9);
  });

  it('of 1 starts as the most that can be', () => {
    expect(affinityOf([sumForAffinity(1), NOON], NOON, HALF_LIFE)).toBeCloseTo(0.99, 9);
  });
});
