const KEPT = 1_000;
const LOOK_EVERY_MS = 500;
/** What was longer ago tells nothing of how busy the machine is now. */
const RECENT_MS = 10_000;
/** Within it two runs meet the same machine. */
const JUST_NOW_MS = 1_000;
/** Before that a p99 would be the slowest of a few. */
const FEWEST = 100;

/** The last times of something: the very last one, and the one that all but one of a hundred keep to. */
export class RecentTimes {
  readonly #times = new Float64Array(KEPT);
  readonly #at = new Float64Array(KEPT).fill(-Infinity);
  #count = 0;
  #p99?: number;
  #lookedAt = -Infinity;

  /** Nothing where it was long ago. */
  get last(): number | undefined {
    const slot = (this.#count - 1 + KEPT) % KEPT;
    return this.#at[slot]! > performance.now() - JUST_NOW_MS ? this.#times[slot] : undefined;
  }

  add(ms: number): void {
    const slot = this.#count % KEPT;
    this.#times[slot] = ms;
    this.#at[slot] = performance.now();
    this.#count += 1;
  }

  /** Half a second old at most; nothing before there are a hundred. */
  p99(): number | undefined {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return this.#p99;
    this.#lookedAt = now;
    const times = this.#times.filter((_, i) => this.#at[i]! > now - RECENT_MS).sort();
    this.#p99 = times.length < FEWEST ? undefined : times[Math.floor(0.99 * times.length)];
    return this.#p99;
  }
}
