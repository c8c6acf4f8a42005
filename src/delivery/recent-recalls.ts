import type { Owner } from '../core/types/ids.js';

/** Longer than any answer of Redis may be under way. */
const KEEP_MS = 60_000;

interface Recalled {
  readonly upTo: number;
  readonly atMs: number;
}

/**
 * Up to which push all of a customer's were taken back a moment ago. A push that was committed before a withdrawal may
 * leave after it, when the answer of the commit was under way longer than the news of the withdrawal.
 */
export class RecentRecalls {
  readonly #recalled = new Map<string, Recalled>();

  note({ tenant, customer }: Owner, upTo: number, nowMs: number): void {
    for (const [name, { atMs }] of this.#recalled) {
      if (atMs > nowMs - KEEP_MS) break;
      this.#recalled.delete(name);
    }
    const name = `${tenant} ${customer}`;
    // Behind the older ones, so that they can be forgotten from the front.
    this.#recalled.delete(name);
    this.#recalled.set(name, { upTo, atMs: nowMs });
  }

  covers({ tenant, customer }: Owner, seq: number): boolean {
    if (this.#recalled.size === 0) return false;
    const recalled = this.#recalled.get(`${tenant} ${customer}`);
    return recalled !== undefined && seq <= recalled.upTo;
  }
}
