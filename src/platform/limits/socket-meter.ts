import { Refused } from '../../contract/errors.js';
import { costOf, laneOf } from './lanes.js';
import { Meter } from './meter.js';
import type { Rate } from './limits.schema.js';

/** What one socket may still send: its own buckets and those of its customer, of which a message takes from both. */
export class SocketMeter {
  readonly #own: Meter;
  readonly #refusals: Meter;

  constructor(
    ownRates: readonly Rate[],
    refusals: Rate,
    private readonly customer: Meter,
  ) {
    this.#own = new Meter(ownRates);
    this.#refusals = new Meter([refusals]);
  }

  /**
   * Looks at a message before anything is checked in it.
   * @returns `undefined` when it may go on, RATE_LIMITED with the wait when not.
   */
  admit(event: string, message: unknown, nowMs: number): Refused | undefined {
    const lane = laneOf(event, message);
    const cost = costOf(event, message);
    const waitMs = Math.max(this.#own.waitMs(lane, cost, nowMs), this.customer.waitMs(lane, cost, nowMs));
    if (waitMs > 0) return rateLimited(waitMs);
    this.#own.take(lane, cost, nowMs);
    this.customer.take(lane, cost, nowMs);
    return undefined;
  }

  /** Counts a refusal. @returns true when the socket goes on sending in spite of too many. */
  isDeaf(nowMs: number): boolean {
    if (this.#refusals.waitMs(0, 1, nowMs) > 0) return true;
    this.#refusals.take(0, 1, nowMs);
    return false;
  }
}

export function rateLimited(waitMs: number): Refused {
  const retryAfterMs = Math.ceil(waitMs);
  return new Refused('RATE_LIMITED', `Too many messages at once: ask again in ${retryAfterMs} ms`, [], retryAfterMs);
}
