// Counts what happens, for the running line and the summary.
import { build } from 'hdr-histogram-js';
import type { PositionAck } from '../contract/position.js';
import type { Observer, SeenOffer } from './observer.js';

export interface Summary {
  customers: number;
  reports: number;
  decisions: number;
  offers: number;
  accepts: number;
  /** Reports that ended in silence, by reason code. */
  silences: Record<string, number>;
  p50Ms: number;
  p99Ms: number;
}

export class Figures implements Observer {
  customers = 0;
  mostCustomers = 0;
  reports = 0;
  decisions = 0;
  offers = 0;
  accepts = 0;
  dismissals = 0;
  failures = 0;
  lastFailure = '';
  readonly silences = new Map<string, number>();
  /** Microseconds, for hdr-histogram counts whole numbers. */
  private readonly latencies = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    bitBucketSize: 32,
  });

  connected(change: 1 | -1): void {
    this.customers += change;
    this.mostCustomers = Math.max(this.mostCustomers, this.customers);
  }

  answered({ outcome }: PositionAck, latencyMs: number): void {
    this.reports += 1;
    if (outcome.decisionId) this.decisions += 1;
    if (outcome.silence) this.silences.set(outcome.silence, (this.silences.get(outcome.silence) ?? 0) + 1);
    this.latencies.recordValue(Math.max(1, Math.round(latencyMs * 1000)));
  }

  offered(_offer: SeenOffer): void {
    this.offers += 1;
  }

  accepted(): void {
    this.accepts += 1;
  }

  dismissed(): void {
    this.dismissals += 1;
  }

  failed(what: string): void {
    this.failures += 1;
    this.lastFailure = what;
  }

  /** Milliseconds with two decimals; 0 before the first report. */
  latencyMs(percentile: number): number {
    return Math.round(this.latencies.getValueAtPercentile(percentile) / 10) / 100;
  }

  topSilences(count: number): [string, number][] {
    return [...this.silences].sort((a, b) => b[1] - a[1]).slice(0, count);
  }

  summary(): Summary {
    return {
      customers: this.mostCustomers,
      reports: this.reports,
      decisions: this.decisions,
      offers: this.offers,
      accepts: this.accepts,
      silences: Object.fromEntries(this.topSilences(Infinity)),
      p50Ms: this.latencyMs(50),
      p99Ms: this.latencyMs(99),
    };
  }
}
