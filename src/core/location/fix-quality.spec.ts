import { describe, expect, it } from '@jest/globals';
import { ALEXANDERPLATZ, fixOf, movedBy, NOON, policy } from '../../../test/support/builders.js';
import type { Fix, TrailPoint } from '../types/fix.js';
import { cellOf, TRAIL_RESOLUTION } from './cells.js';
import { findFixFault } from './fix-quality.js';

const limits = { ...policy.location, maxAccuracyMetres: 500, maxSpeedMps: 90 };

/** A trail whose last point is Alexanderplatz at noon. */
function trailWith(accuracyMetres: number): TrailPoint[] {
  const cell = cellOf(ALEXANDERPLATZ, TRAIL_RESOLUTION);
  return [{ cell, at: NOON, accuracyMetres }];
}

describe('the first fix of a trail', () => {
  it.each<[string, Partial<Fix>, string | undefined]>([
    ['a good one', {}, undefined],
    ['made up by an app', { mock: true }, 'FIX_MOCK'],
    ['said not to be made up', { mock: false }, undefined],
    ['just good enough', { accuracyMetres: 500 }, undefined],
    ['too inexact', { accuracyMetres: 500.1 }, 'FIX_POOR'],
    ['made up and inexact: the lie is named', { mock: true, accuracyMetres: 900 }, 'FIX_MOCK'],
  ])('%s', (_name, change, fault) => {
    expect(findFixFault(fixOf(ALEXANDERPLATZ, change), [], limits)).toBe(fault);
  });
});

describe('a fix after another', () => {
  it.each<[string, number, string | undefined]>([
    ['earlier than the last', -1, 'FIX_LATE'],
    ['of the same moment', 0, undefined],
    ['a second later', 1000, undefined],
  ])('%s', (_name, afterMs, fault) => {
    const fix = fixOf(ALEXANDERPLATZ, { at: NOON + afterMs });
    expect(findFixFault(fix, trailWith(10), limits)).toBe(fault);
  });

  // 10 s and the second for rounded clocks at 90 m/s are 990 m; what both fixes may be off by comes on top.
  it.each([
    [1000, 10, 10, undefined],
    [1060, 10, 10, 'FIX_IMPOSSIBLE'],
    [1060, 80, 10, undefined],
    [1060, 10, 80, undefined],
    [1480, 200, 200, 'FIX_IMPOSSIBLE'],
    [20_000, 10, 10, 'FIX_IMPOSSIBLE'],
  ])('%d m on after 10 s, with accuracies of %d m and %d m: %s', (metres, accuracyBefore, accuracyMetres, fault) => {
    const fix = fixOf(movedBy(ALEXANDERPLATZ, metres, 0), { at: NOON + 10_000, accuracyMetres });
    expect(findFixFault(fix, trailWith(accuracyBefore), limits)).toBe(fault);
  });

  it('may be far away after a long silence', () => {
    const munich = { lat: 48.1372, lng: 11.5755 };
    expect(findFixFault(fixOf(munich, { at: NOON + 2 * 3_600_000 }), trailWith(10), limits)).toBeUndefined();
  });
});
