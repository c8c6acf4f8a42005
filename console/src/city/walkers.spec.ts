import { describe, expect, it } from '@jest/globals';
import { cellToLatLng, gridDisk, gridDiskDistances, latLngToCell } from 'h3-js';
import type { DecisionSample } from '../../../src/contract/console.js';
import { toSpot } from './mercator.js';
import { glowOf, presenceOf, spotOf, Walkers, type Walker } from './walkers.js';

const HERE = latLngToCell(52.52, 13.405, 9);
const NEXT = gridDisk(HERE, 1)[1]!;
const FAR = gridDiskDistances(HERE, 40)[40]![0]!;

function aSample(changes: Partial<DecisionSample> = {}): DecisionSample {
  return {
    at: '2026-05-20T06:10:00.000Z',
    who: 'somebody',
    cell: HERE,
    touchpoint: 'app-push',
    outcome: 'silence',
    ms: 1,
    ...changes,
  };
}

function walkerAfter(...told: readonly [nowMs: number, changes: Partial<DecisionSample>][]): Walker {
  const walkers = new Walkers();
  for (const [nowMs, changes] of told) walkers.take(aSample(changes), nowMs);
  return walkers.all.get('somebody')!;
}

describe('where a dot stands', () => {
  it('is in its cell, at the same place whenever it comes there, and not where others of the cell are', () => {
    const [lat, lng] = cellToLatLng(HERE);
    const centre = toSpot(lat, lng);
    const edge = centre.x - toSpot(...cellToLatLng(NEXT)).x;
    const spot = spotOf(walkerAfter([0, {}]), 0);
    expect(Math.hypot(spot.x - centre.x, spot.y - centre.y)).toBeLessThan(Math.abs(edge) * 2);
    expect(spotOf(walkerAfter([500, {}]), 500)).toEqual(spot);
    const walkers = new Walkers();
    walkers.take(aSample({ who: 'else' }), 0);
    expect(spotOf(walkers.all.get('else')!, 0)).not.toEqual(spot);
  });

  it('goes over to the next cell, and stays there', () => {
    const walker = walkerAfter([0, {}], [1_000, { cell: NEXT }]);
    const [start, half, end] = [1_000, 1_800, 2_600].map((nowMs) => spotOf(walker, nowMs));
    expect(start).toEqual(spotOf(walkerAfter([0, {}]), 0));
    expect(end).toEqual(spotOf(walkerAfter([0, { cell: NEXT }]), 0));
    expect(half!.x).toBeCloseTo((start!.x + end!.x) / 2, 12);
    expect(spotOf(walker, 60_000)).toEqual(end);
  });

  it('is set down where nobody walks in one report', () => {
    const walker = walkerAfter([0, {}], [1_000, { cell: FAR }]);
    expect(spotOf(walker, 1_000)).toEqual(spotOf(walkerAfter([0, { cell: FAR }]), 0));
  });

  it('a decision without a position puts nobody on the map', () => {
    expect(walkerAfter([0, { cell: undefined }])).toBeUndefined();
  });
});

describe('what a dot tells', () => {
  it('glows with an offer, and fades', () => {
    const walker = walkerAfter([0, {}], [100, { outcome: 'push' }]);
    expect([walker.mark, glowOf(walker, 100), glowOf(walker, 60_000)]).toEqual(['push', 1, 0]);
  });

  it('a silence does not wipe out an offer that still glows, and does once it has faded', () => {
    const told = [0, { outcome: 'push' }] as const;
    expect(walkerAfter([...told], [1_000, {}]).mark).toBe('push');
    expect(walkerAfter([...told], [3_000, {}]).mark).toBe('silence');
  });

  it('an accepted offer is marked, and one of somebody who is not on the map is not', () => {
    const walkers = new Walkers();
    walkers.take(aSample(), 0);
    walkers.accepted('somebody', 10);
    walkers.accepted('nobody', 10);
    expect([...walkers.all.values()].map(({ mark }) => mark)).toEqual(['accept']);
  });

  it('keeps the last decision that can be opened, over reports that needed none', () => {
    const walker = walkerAfter([0, { decisionId: 'd1', outcome: 'push' }], [5_000, {}]);
    expect(walker.lastDecision).toMatchObject({ decisionId: 'd1', outcome: 'push' });
  });
});

describe('who is on the map', () => {
  it('goes when nothing is heard for a minute and a half, and pales before', () => {
    const walkers = new Walkers();
    walkers.take(aSample(), 0);
    walkers.take(aSample({ who: 'else' }), 50_000);
    expect(presenceOf(walkers.all.get('somebody')!, 80_000)).toBe(1);
    expect(presenceOf(walkers.all.get('somebody')!, 88_000)).toBe(0.5);
    walkers.forgetGone(90_001);
    expect([...walkers.all.keys()]).toEqual(['else']);
  });

  it('is not more than a page can draw', () => {
    const walkers = new Walkers();
    for (let n = 0; n < 5_100; n += 1) walkers.take(aSample({ who: `w${n}` }), 0);
    expect(walkers.all.size).toBe(5_000);
  });

  it('the nearest one is found, within reach only', () => {
    const walkers = new Walkers();
    walkers.take(aSample(), 0);
    walkers.take(aSample({ who: 'else', cell: FAR }), 0);
    const spot = spotOf(walkers.all.get('else')!, 0);
    expect(walkers.nearest(spot, 1e-6, 0)?.who).toBe('else');
    expect(walkers.nearest({ x: spot.x + 1e-3, y: spot.y }, 1e-6, 0)).toBeUndefined();
  });
});
