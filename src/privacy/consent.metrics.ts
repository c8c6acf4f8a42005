import { Injectable } from '@nestjs/common';
import type { ConsentSet } from '../contract/consent.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';

const PURPOSES: readonly ConsentSet['purpose'][] = ['location', 'profiling', 'marketing'];
const STATUSES: readonly ConsentSet['status'][] = ['granted', 'withdrawn'];

/** Consents given and taken back. */
@Injectable()
export class ConsentMetrics {
  readonly #changes: Record<ConsentSet['purpose'], Record<ConsentSet['status'], Tally>>;

  constructor(metrics: Metrics) {
    this.#changes = metrics.talliesByTwo(
      'proxima_consent_changes_total',
      'Consent entries by purpose and status',
      ['purpose', PURPOSES],
      ['status', STATUSES],
    );
  }

  changed({ purpose, status }: ConsentSet): void {
    this.#changes[purpose][status].add();
  }
}
