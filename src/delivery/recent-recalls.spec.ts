import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CustomerId, Owner, TenantId } from '../core/types/ids.js';
import { RecentRecalls } from './recent-recalls.js';

const [ANN, BEN] = ['ann', 'ben'].map((customer) => ({ tenant: 't', customer }) as Owner) as [Owner, Owner];
const OTHER = { tenant: 'u' as TenantId, customer: 'ann' as CustomerId };

describe('what was recalled a moment ago', () => {
  let recalls: RecentRecalls;
  beforeEach(() => {
    recalls = new RecentRecalls();
    recalls.note(ANN, 7, 0);
  });

  it('covers the pushes up to then, of that customer alone', () => {
    expect([6, 7, 8].map((seq) => recalls.covers(ANN, seq))).toEqual([true, true, false]);
    expect([BEN, OTHER].map((owner) => recalls.covers(owner, 7))).toEqual([false, false]);
  });

  it('is forgotten after a minute, and not before', () => {
    recalls.note(BEN, 1, 59_000);
    expect(recalls.covers(ANN, 7)).toBe(true);
    recalls.note(BEN, 2, 61_000);
    expect([recalls.covers(ANN, 7), recalls.covers(BEN, 2)]).toEqual([false, true]);
  });

  it('lasts a minute from the last time', () => {
    recalls.note(BEN, 1, 30_000);
    recalls.note(ANN, 9, 50_000);
    recalls.note(BEN, 2, 70_000);
    expect(recalls.covers(ANN, 9)).toBe(true);
  });
});
