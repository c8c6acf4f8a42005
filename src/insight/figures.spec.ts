import { describe, expect, it } from '@jest/globals';
import type { DecisionId, Owner } from '../core/types/ids.js';
import { TenantFeed, type SeenDecision } from '../engine/tenant-feed.js';
import { addUpFigures, FiguresBoard, type FiguresPart } from './figures.js';

const OWNER = { tenant: 'default', customer: 'ann' } as Owner;

function aDecision(changes: Partial<SeenDecision> = {}): SeenDecision {
  return {
    at: 0,
    owner: OWNER,
    decisionId: 'd' as DecisionId,
    cell: undefined,
    touchpoint: 'web',
    outcome: 'silence',
    silence: 'CAP_REACHED',
    offerId: undefined,
    moment: undefined,
    ms: 1,
    ...changes,
  };
}

function aPart(decisions: readonly SeenDecision[], changes: Partial<FiguresPart> = {}): FiguresPart {
  const feed = new TenantFeed();
  for (const seen of decisions) feed.decided(seen);
  return { ...feed.takeCounted(), spanMs: 1_000, sockets: 1, ...changes };
}

describe('addUpFigures', () => {
  it('adds up the processes, and takes the percentiles over all of their decisions', () => {
    const quick = Array.from({ length: 90 }, () => aDecision({ ms: 1 }));
    const slow = Array.from({ length: 10 }, () => aDecision({ ms: 50, outcome: 'push', silence: undefined }));
    const tick = addUpFigures(0, [[aPart(quick)], [aPart(slow, { sockets: 4, leftOut: 2 })]], 3);
    expect(tick).toMatchObject({ processes: 2, sockets: 5, decisionsPerSecond: 100, pushesPerSecond: 10, leftOut: 5 });
    expect(tick.silences).toEqual({ CAP_REACHED: 90 });
    expect(tick.p50Ms).toBeCloseTo(1, 1);
    expect(Math.abs(tick.p99Ms! - 50)).toBeLessThan(1);
  });

  it('a report that needed no decision has no part in the latency', () => {
    const tick = addUpFigures(0, [[aPart([aDecision({ decisionId: undefined, ms: 900 })])]], 0);
    expect(tick).toMatchObject({ decisionsPerSecond: 0, silences: { CAP_REACHED: 1 } });
    expect(tick).not.toHaveProperty('p50Ms');
  });

  it('rates are by the stretch that each process counted', () => {
    const tick = addUpFigures(0, [[aPart([aDecision(), aDecision()], { spanMs: 2_000 })], [aPart([aDecision()])]], 0);
    expect(tick.decisionsPerSecond).toBe(2);
  });

  it('nobody told anything', () => {
    expect(addUpFigures(0, [], 0)).toMatchObject({ processes: 0, sockets: 0, decisionsPerSecond: 0, silences: {} });
  });
});

describe('FiguresBoard', () => {
  it('gives one part of each process at a time, and neither loses one nor gives it twice', () => {
    const board = new FiguresBoard();
    const [first, second, third] = [aPart([]), aPart([]), aPart([])];
    board.add('a', first);
    board.add('a', second);
    board.add('b', third);
    expect(board.take()).toEqual([[first], [third]]);
    expect(board.take()).toEqual([[second]]);
    expect(board.take()).toEqual([]);
  });

  it('what has piled up is told together', () => {
    const board = new FiguresBoard();
    for (let i = 0; i < 3; i += 1) board.add('a', aPart([aDecision()]));
    const [parts] = board.take();
    expect(parts).toHaveLength(3);
  });
});

describe('TenantFeed', () => {
  it('begins anew after it was asked', () => {
    const feed = new TenantFeed();
    feed.reported();
    feed.decided(aDecision());
    feed.reacted({ at: 0, owner: OWNER, decisionId: undefined, offerId: undefined, type: 'accept' });
    expect(feed.takeCounted()).toMatchObject({ reports: 1, decisions: 1, feedback: { accept: 1 } });
    expect(feed.takeCounted()).toMatchObject({ reports: 0, decisions: 0, feedback: {}, silences: {}, latencies: '' });
    expect(feed.takeSeen().decisions).toHaveLength(1);
    expect(feed.takeSeen()).toEqual({ decisions: [], feedback: [] });
  });
});
