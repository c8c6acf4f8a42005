import { expect, it } from '@jest/globals';
import { SHADOW_FIELDS, shadowTimeField, summariseShadow } from './shadow-report.js';

it('a shadow that was asked nothing has nothing to tell', () => {
  expect(summariseShadow(new Map())).toEqual({
    decisions: 0,
    sameWinner: null,
    rankAgreement: null,
    scoreDifference: null,
    p50Ms: null,
    p99Ms: null,
    faults: 0,
    badScores: 0,
    dropped: 0,
  });
});

it('shares are of the answers, and times come back within a tenth', () => {
  const sums = new Map<string, number>([
    [SHADOW_FIELDS.decisions, 110],
    [SHADOW_FIELDS.faults, 10],
    [SHADOW_FIELDS.sameWinner, 80],
    [SHADOW_FIELDS.ranked, 50],
    [SHADOW_FIELDS.rankSum, 25],
    [SHADOW_FIELDS.differenceSum, 5],
    [shadowTimeField(0.2), 98],
    [shadowTimeField(7), 2],
  ]);
  const told = summariseShadow(sums);
  expect(told).toMatchObject({ sameWinner: 0.8, rankAgreement: 0.5, scoreDifference: 0.05 });
  expect(Math.abs(told.p50Ms! / 0.2 - 1)).toBeLessThan(0.1);
  expect(Math.abs(told.p99Ms! / 7 - 1)).toBeLessThan(0.1);
});
