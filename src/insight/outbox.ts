import type { DecisionSample, FeedbackSample } from '../contract/console.js';
import { MOST_SAMPLES } from '../engine/tenant-feed.js';
import { FiguresBoard } from './figures.js';

/** What is to be sent to the watchers of one tenant, gathered from all processes. */
export class Outbox {
  readonly figures = new FiguresBoard();
  #decisions: DecisionSample[] = [];
  #feedback: FeedbackSample[] = [];
  #leftOut = 0;

  addDecisions(samples: readonly DecisionSample[]): void {
    this.#leftOut += fill(this.#decisions, samples);
  }

  addFeedback(samples: readonly FeedbackSample[]): void {
    this.#leftOut += fill(this.#feedback, samples);
  }

  takeSamples(): { decisions: readonly DecisionSample[]; feedback: readonly FeedbackSample[] } {
    const taken = { decisions: this.#decisions, feedback: this.#feedback };
    this.#decisions = [];
    this.#feedback = [];
    return taken;
  }

  takeLeftOut(): number {
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}

/** @returns how many did not fit. */
function fill<T>(batch: T[], samples: readonly T[]): number {
  const room = MOST_SAMPLES - batch.length;
  batch.push(...samples.slice(0, room));
  return Math.max(0, samples.length - room);
}
