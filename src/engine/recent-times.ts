const KEPT = 1_000;
const LOOK_EVERY_MS = 500;
/** What was longer ago tells nothing of how busy the machine is now. */
const RECENT_MS = 10_000;
/** Before that a p99 would be the slowest of a few. */
const FEWEST = 100;

export interface TimeLevels {
  readonly median: number;
  readonly p99: number;
}

/** The last times of something: the usual one, and the one that all but one of a hundred keep to. */
export class RecentTimes {
  readonly #times = new Float64Array(KEPT);
  readonly #at = new Float64Array(KEPT).fill(-Infinity);
  #count = 0;
  #levels?: TimeLevels;
  #lookedAt = -Infinity;

  add(ms: number): void {
    const slot = this.#count % KEPT;
    this.#times[slot] = ms;
    this.#at[slot] = performance.now();
    this.#count += 1;
  }

  /** Half a second old at most; nothing before there are a hundred. */
  levels(): TimeLevels | undefined {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return this.#levels;
    this.#lookedAt = now;
    const times = this.#times.filter((_, i) => this.#at[i]! > now - RECENT_MS).sort();
    const at = (share: number) => times[Math.floor(share * times.length)]!;
    this.#levels = times.length < FEWEST ? undefined : { median: at(0.5), p99: at(0.99) };
    return this.#levels;
  }
}
