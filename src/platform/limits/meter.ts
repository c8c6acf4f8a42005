import type { Rate } from './limits.schema.js';

/**
 * Token buckets side by side, one for each rate. Each is one number: the moment at which it will be full again
 * (the generic cell rate algorithm, ITU-T I.371). Times are milliseconds of a clock that never goes back.
 */
export class Meter {
  readonly #fullAtMs: number[];

  constructor(private readonly rates: readonly Rate[]) {
    this.#fullAtMs = rates.map(() => 0);
  }

  /** @returns how long until the bucket holds `cost` tokens, in ms; 0 when it does. Takes nothing. */
  waitMs(bucket: number, cost: number, nowMs: number): number {
    const { perSecond, burst } = this.rates[bucket]!;
    // More than a full bucket would be refused for ever: it takes all that there is.
    const tokens = Math.min(cost, burst);
    const missing = Math.max(0, this.#fullAtMs[bucket]! - nowMs) - ((burst - tokens) * 1000) / perSecond;
    return missing > ROUNDING_MS ? missing : 0;
  }

  /** Takes what `waitMs` said is there. */
  take(bucket: number, cost: number, nowMs: number): void {
    const { perSecond, burst } = this.rates[bucket]!;
    this.#fullAtMs[bucket] = Math.max(this.#fullAtMs[bucket]!, nowMs) + (Math.min(cost, burst) * 1000) / perSecond;
  }

  /** A meter with full buckets says no more than a new one. */
  isFull(nowMs: number): boolean {
    return this.#fullAtMs.every((fullAtMs) => fullAtMs <= nowMs);
  }
}

/** Sums of fractions of milliseconds are not exact; less than this is none. */
const ROUNDING_MS = 1e-6;
