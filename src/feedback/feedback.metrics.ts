import { Injectable } from '@nestjs/common';
import type { FeedbackEvent, FeedbackResult } from '../contract/feedback.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';

/** A record, so that the compiler asks for each new type. `unknown` is what names none of them. */
const TYPES: Record<FeedbackEvent['type'] | 'unknown', true> = {
  delivered: true,
  impression: true,
  click: true,
  accept: true,
  dismiss: true,
  redeem: true,
  purchase: true,
  visit: true,
  rating: true,
  unknown: true,
};
type FeedbackType = keyof typeof TYPES;
const STATUSES: readonly FeedbackResult['status'][] = ['recorded', 'duplicate', 'refused'];

/** What came back, by type and by what became of it. */
@Injectable()
export class FeedbackMetrics {
  readonly #events: Record<FeedbackType, Record<FeedbackResult['status'], Tally>>;

  constructor(metrics: Metrics) {
    this.#events = metrics.talliesByTwo(
      'proxima_feedback_total',
      'Feedback events by type and by what became of them',
      ['type', Object.keys(TYPES) as FeedbackType[]],
      ['status', STATUSES],
    );
  }

  /** `event` as it came in, which may be anything. */
  count(event: unknown, { status }: FeedbackResult): void {
    const type = (event as { type?: unknown } | null | undefined)?.type;
    const isKnown = typeof type === 'string' && Object.hasOwn(TYPES, type);
    this.#events[isKnown ? (type as FeedbackType) : 'unknown'][status].add();
  }
}
