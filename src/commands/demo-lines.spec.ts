import { describe, expect, it } from '@jest/globals';
import { Figures } from '../simulation/figures.js';
import type { SeenOffer } from '../simulation/observer.js';
import { figuresLines, headingLine, offerLines, paperOf, summaryLines } from './demo-lines.js';

const offer = {
  atMs: Date.parse('2026-11-20T07:03:12Z'),
  customer: 'c-042',
  stationName: 'Mendelssohn-Bartholdy-Park',
  push: {
    treatment: { title: 'Zwei Stempel auf einen Streich' },
    reason: 'Gleichumdieecke'.repeat(20),
  },
  moment: { name: 'waiting', confidence: 0.9, lengthSeconds: 120 },
  latencyMs: 3.14159,
} as SeenOffer;
const plain = { columns: 120, colour: false };
const visible = (line: string) => line.replaceAll(/\u001b\[\d+m/g, '');

describe('lines of the demo', () => {
  it('tell who, where, in which moment, how fast, what and why, in the width of the terminal', () => {
    const [line, why] = offerLines(offer, plain);
    expect(line).toBe(
      '08:03:12  c-042  Mendelssohn-Bartholdy…  waiting    0.90    3.1 ms  Zwei Stempel auf einen Streich',
    );
    expect(why).toMatch(/^ {10}Gleichumdieecke.*…$/);
    expect(why).toHaveLength(120);
    for (const text of offerLines(offer, { columns: 80, colour: false })) expect(text.length).toBeLessThanOrEqual(80);
    expect(headingLine(plain).indexOf('offer')).toBe(line!.indexOf('Zwei'));
  });

  it('do without a moment', () => {
    expect(offerLines({ ...offer, moment: undefined }, plain)[0]).toContain('not known');
  });

  it('lay colour over the same text', () => {
    const coloured = offerLines(offer, { columns: 120, colour: true });
    expect(coloured).not.toEqual(coloured.map(visible));
    expect(coloured.map(visible)).toEqual(offerLines(offer, plain));
  });

  it('count silences by reason, the most frequent first, and latency by percentile', () => {
    const figures = new Figures();
    const nextReport = { afterMs: 1, minMetres: 1, why: '' };
    for (const silence of ['SPACING', 'UNCHANGED', 'UNCHANGED']) {
      figures.answered({ accepted: 1, nextReport, outcome: { silence } }, 2);
    }
    figures.answered({ accepted: 1, nextReport, outcome: { decisionId: 'd' } }, 40);
    const [counts, silences] = figuresLines(figures, offer.atMs, plain);
    expect(counts).toContain('4 reports · 1 decisions');
    expect(silences).toContain('silent: UNCHANGED 2, SPACING 1');
    expect(figures.summary()).toMatchObject({
      reports: 4,
      decisions: 1,
      silences: { UNCHANGED: 2, SPACING: 1 },
      p50Ms: 2,
    });
    expect(figures.summary().p99Ms).toBeCloseTo(40, 0);
    const summary = summaryLines(figures, plain);
    expect(summary[0]).toContain('4 reports, 1 decisions');
    expect(summary.at(-1)).toMatch(/^ +1 {2}SPACING +The last contact is too recent$/);
  });

  it('are coloured on a terminal only, and not when NO_COLOR is set', () => {
    const terminal = { isTTY: true, columns: 300 } as NodeJS.WriteStream;
    expect(paperOf(terminal, {})).toEqual({ columns: 120, colour: true });
    expect(paperOf(terminal, { NO_COLOR: '1' }).colour).toBe(false);
    expect(paperOf({} as NodeJS.WriteStream, {})).toEqual({ columns: 120, colour: false });
  });
});
