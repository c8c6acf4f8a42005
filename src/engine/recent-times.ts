const KEPT = 1_000;
const LOOK_EVERY_MS = 500;
/** Before that a p99 would be the slowest of a few. */
const FEWEST = 100;

/** The last thousand times of something, and the time that all but one of a hundred keep to. */
export class RecentTimes {
  readonly #times = new Float64Array(KEPT);
  #count = 0;
  #p99?: number;
  #lookedAt = -Infinity;

  add(ms: number): void {
    this.#times[this.#count % KEPT] = ms;
    this.#count += 1;
  }

  /** Half a second old at most; nothing before there are a hundred. */
  p99(): number | undefined {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return this.#p99;
    this.#lookedAt = now;
    const times = this.#times.slice(0, Math.min(this.#count, KEPT)).sort();
    this.#p99 = times.length < FEWEST ? undefined : times[Math.floor(0.99 * times.length)];
    return this.#p99;
  }
}
