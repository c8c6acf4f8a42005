import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { DecisionId, Owner } from '../core/types/ids.js';
import type { ReasonCode } from '../core/types/reason.js';

/** Of one tenant between two batches: enough to see the town live, little enough to hold. */
export const MOST_SAMPLES = 200;

/** A decision as it is held until the next batch, or a report that ended in silence without one. */
export interface SeenDecision {
  readonly at: number;
  readonly owner: Owner;
  readonly decisionId: DecisionId | undefined;
  /** H3 res 9. */
  readonly cell: string | undefined;
  readonly touchpoint: string;
  readonly outcome: 'push' | 'answer' | 'silence';
  readonly silence: ReasonCode | undefined;
  readonly offerId: string | undefined;
  readonly moment: string | undefined;
  readonly ms: number;
}

export interface SeenFeedback {
  readonly at: number;
  readonly owner: Owner;
  readonly decisionId: DecisionId | undefined;
  readonly offerId: string | undefined;
  readonly type: string;
}

/** What happened in a stretch of time. */
export interface Counted {
  readonly spanMs: number;
  readonly reports: number;
  readonly decisions: number;
  readonly pushes: number;
  readonly answers: number;
  readonly silences: Readonly<Record<string, number>>;
  readonly feedback: Readonly<Record<string, number>>;
  readonly leftOut: number;
  /** Microseconds of the decisions: an HDR histogram, compressed, as base64. Empty when there were none. */
  readonly latencies: string;
}

/** What the watchers of one tenant have not been told yet. Bounded: who looks away misses, and nothing piles up. */
export class TenantFeed {
  #decisions: SeenDecision[] = [];
  #feedback: SeenFeedback[] = [];
  #sinceMs = performance.now();
  #reports = 0;
  #decided = 0;
  #pushes = 0;
  #answers = 0;
  #leftOut = 0;
  #silences = new Map<string, number>();
  #reactions = new Map<string, number>();
  readonly #latencies = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 2,
    bitBucketSize: 32,
  });

  reported(): void {
    this.#reports += 1;
  }

  decided(seen: SeenDecision): void {
    if (seen.decisionId !== undefined) {
      this.#decided += 1;
      this.#latencies.recordValue(Math.max(1, Math.round(seen.ms * 1000)));
    }
    if (seen.outcome === 'push') this.#pushes += 1;
    if (seen.outcome === 'answer') this.#answers += 1;
    if (seen.silence) add(this.#silences, seen.silence);
    if (this.#decisions.length < MOST_SAMPLES) this.#decisions.push(seen);
    else this.#leftOut += 1;
  }

  reacted(seen: SeenFeedback): void {
    add(this.#reactions, seen.type);
    if (this.#feedback.length < MOST_SAMPLES) this.#feedback.push(seen);
    else this.#leftOut += 1;
  }

  /** What was seen since the last time. */
  takeSeen(): { decisions: readonly SeenDecision[]; feedback: readonly SeenFeedback[] } {
    const seen = { decisions: this.#decisions, feedback: this.#feedback };
    this.#decisions = [];
    this.#feedback = [];
    return seen;
  }

  /** What was counted since the last time. */
  takeCounted(): Counted {
    const nowMs = performance.now();
    const counted = {
      spanMs: nowMs - this.#sinceMs,
      reports: this.#reports,
      decisions: this.#decided,
      pushes: this.#pushes,
      answers: this.#answers,
      silences: Object.fromEntries(this.#silences),
      feedback: Object.fromEntries(this.#reactions),
      leftOut: this.#leftOut,
      latencies: this.#decided > 0 ? encodeIntoCompressedBase64(this.#latencies) : '',
    };
    this.#sinceMs = nowMs;
    this.#reports = this.#decided = this.#pushes = this.#answers = this.#leftOut = 0;
    this.#silences.clear();
    this.#reactions.clear();
    this.#latencies.reset();
    return counted;
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
