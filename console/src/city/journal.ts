import { cellToParent } from 'h3-js';
import type { DecisionSample, FeedbackSample, FiguresTick } from '../../../src/contract/console.js';

/** Rows of the list; older ones are gone from the page, and still in the engine. */
const MOST_ROWS = 120;
/** Decisions that an answer of the customer may yet come to. */
const MOST_REMEMBERED = 4_000;
const MOST_TICKS = 180;
/** Wide enough to be seen on the map of a city (edge about 461 m). */
const HEAT_RESOLUTION = 8;

export interface Row {
  readonly sample: DecisionSample;
  /** What the customer did with it, the last of it. */
  reaction?: string;
}

export interface Heat {
  offers: number;
  accepts: number;
}

/** All that the page has been told, as far as it shows it. */
export class Journal {
  /** Newest first. */
  readonly rows: Row[] = [];
  readonly ticks: FiguresTick[] = [];
  /** H3 res 8 -> counts since the page was opened. */
  readonly heat = new Map<string, Heat>();
  readonly silences = new Map<string, number>();
  readonly totals = { push: 0, answer: 0, silence: 0, accept: 0, dismiss: 0 };
  leftOut = 0;
  heatVersion = 0;
  readonly #remembered = new Map<string, Row>();

  takeDecision(sample: DecisionSample): void {
    this.totals[sample.outcome] += 1;
    if (sample.outcome !== 'silence' && sample.cell) this.heatAt(sample.cell).offers += 1;
    // A report that needed no decision has nothing to open, and there are many: figures tell of them.
    if (sample.decisionId === undefined) return;
    const row: Row = { sample };
    this.rows.unshift(row);
    if (this.rows.length > MOST_ROWS) this.rows.pop();
    if (sample.outcome === 'silence') return;
    this.#remembered.set(sample.decisionId, row);
    if (this.#remembered.size > MOST_REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value!);
  }

  takeFeedback({ decisionId, type }: FeedbackSample): void {
    if (type === 'accept' || type === 'dismiss') this.totals[type] += 1;
    const row = decisionId === undefined ? undefined : this.#remembered.get(decisionId);
    if (!row) return;
    if (type === 'accept' || type === 'dismiss' || row.reaction === undefined) row.reaction = type;
    if (type === 'accept' && row.sample.cell) this.heatAt(row.sample.cell).accepts += 1;
  }

  takeTick(tick: FiguresTick): void {
    this.ticks.push(tick);
    if (this.ticks.length > MOST_TICKS) this.ticks.shift();
    this.leftOut += tick.leftOut;
    for (const [code, count] of Object.entries(tick.silences)) {
      this.silences.set(code, (this.silences.get(code) ?? 0) + count);
    }
  }

  private heatAt(cell: string): Heat {
    this.heatVersion += 1;
    const parent = cellToParent(cell, HEAT_RESOLUTION);
    const heat = this.heat.get(parent) ?? { offers: 0, accepts: 0 };
    this.heat.set(parent, heat);
    return heat;
  }
}
