import { describe, expect, it } from '@jest/globals';
import { cellToParent, latLngToCell } from 'h3-js';
import type { DecisionSample, FeedbackSample, FiguresTick } from '../../../src/contract/console.js';
import { Journal } from './journal.js';

const AT = '2026-05-20T06:10:00.000Z';
const HERE = latLngToCell(52.52, 13.405, 9);
const HEAT_CELL = cellToParent(HERE, 8);

function aDecision(decisionId: string | undefined, changes: Partial<DecisionSample> = {}): DecisionSample {
  return { at: AT, who: 'w', decisionId, cell: HERE, touchpoint: 'app-push', outcome: 'push', ms: 1, ...changes };
}

function aReaction(type: FeedbackSample['type'], decisionId?: string): FeedbackSample {
  return { at: AT, who: 'w', decisionId, type };
}

function aTick(changes: Partial<FiguresTick> = {}): FiguresTick {
  return {
    at: AT,
    processes: 1,
    sockets: 0,
    reportsPerSecond: 0,
    decisionsPerSecond: 0,
    pushesPerSecond: 0,
    answersPerSecond: 0,
    silences: {},
    feedback: {},
    leftOut: 0,
    ...changes,
  };
}

function journalOf(...samples: readonly DecisionSample[]): Journal {
  const journal = new Journal();
  for (const sample of samples) journal.takeDecision(sample);
  return journal;
}

describe('the list', () => {
  it('has the newest first, and no more than are shown', () => {
    const journal = journalOf(...Array.from({ length: 130 }, (_, n) => aDecision(`d${n}`)));
    expect(journal.rows).toHaveLength(120);
    expect([journal.rows[0], journal.rows.at(-1)].map((row) => row!.sample.decisionId)).toEqual(['d129', 'd10']);
  });

  it('has no row for a report that needed no decision, which counts all the same', () => {
    const journal = journalOf(aDecision(undefined, { outcome: 'silence' }));
    expect(journal.rows).toEqual([]);
    expect(journal.totals).toMatchObject({ silence: 1 });
  });

  it('shows what the customer did last, and that it was seen only until there is an answer', () => {
    const journal = journalOf(aDecision('d1'));
    const row = journal.rows[0]!;
    for (const [type, told] of [
      ['impression', 'impression'],
      ['accept', 'accept'],
      ['impression', 'accept'],
      ['dismiss', 'dismiss'],
    ] as const) {
      journal.takeFeedback(aReaction(type, 'd1'));
      expect(row.reaction).toBe(told);
    }
  });

  it('knows an offer longer than it stands in the list', () => {
    const silences = Array.from({ length: 200 }, (_, n) => aDecision(`s${n}`, { outcome: 'silence' }));
    const journal = journalOf(aDecision('d1'), ...silences);
    journal.takeFeedback(aReaction('accept', 'd1'));
    expect(journal.heat.get(HEAT_CELL)).toEqual({ offers: 1, accepts: 1 });
  });

  it('forgets offers at last: a page that stays open does not grow', () => {
    const journal = journalOf(...Array.from({ length: 4_001 }, (_, n) => aDecision(`d${n}`)));
    journal.takeFeedback(aReaction('accept', 'd0'));
    journal.takeFeedback(aReaction('accept', 'd1'));
    expect(journal.heat.get(HEAT_CELL)).toEqual({ offers: 4_001, accepts: 1 });
    // Whether or not it is known of which decision.
    expect(journal.totals.accept).toBe(2);
  });
});

describe('the heat map', () => {
  it('counts offers and what came of them, and no silence', () => {
    const journal = journalOf(
      aDecision('d1'),
      aDecision('d2', { outcome: 'answer' }),
      aDecision('d3', { outcome: 'silence' }),
      aDecision('d4', { cell: undefined }),
    );
    const before = journal.heatVersion;
    journal.takeFeedback(aReaction('accept', 'd1'));
    journal.takeFeedback(aReaction('dismiss', 'd2'));
    journal.takeFeedback(aReaction('accept', 'd4'));
    expect([...journal.heat]).toEqual([[HEAT_CELL, { offers: 2, accepts: 1 }]]);
    expect(journal.heatVersion).toBeGreaterThan(before);
    expect(journal.totals).toEqual({ push: 2, answer: 1, silence: 1, accept: 2, dismiss: 1 });
  });
});

describe('the figures', () => {
  it('are kept for three minutes; silences and what was left out are added up', () => {
    const journal = new Journal();
    for (let n = 0; n < 200; n += 1) {
      journal.takeTick(
        aTick({ sockets: n, silences: { SPACING: 2, ...(n === 0 ? { UNCHANGED: 5 } : {}) }, leftOut: 1 }),
      );
    }
    expect(journal.ticks).toHaveLength(180);
    expect(journal.ticks.at(-1)!.sockets).toBe(199);
    expect([...journal.silences]).toEqual([['SPACING', 400], ['UNCHANGED', 5]]); // prettier-ignore
    expect(journal.leftOut).toBe(200);
  });
});
