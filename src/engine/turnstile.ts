import { Refused } from '../contract/errors.js';

interface Waiting {
  /** Of performance.now(). */
  readonly sinceMs: number;
  enter(): void;
  refuse(reason: Refused): void;
}

/**
 * Lets so many works run at once and the rest wait in order. A decision holds some 200 kB while it is made: hundreds of
 * them side by side finish no sooner, survive every young collection, and the collector then takes the time they lack.
 * The line is bounded in length and in time, so that a slow state store fills neither the memory nor the next minutes.
 */
export class Turnstile {
  readonly #waiting: Waiting[] = [];
  #inside = 0;

  constructor(
    private readonly capacity: number,
    private readonly mostWaiting: number,
    private readonly longestWaitMs: number,
  ) {}

  /** @throws Refused OVERLOADED when the line is full, or when the turn came too late; the work has not begun then. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside < this.capacity) this.#inside += 1;
    else await this.wait();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private wait(): Promise<void> {
    if (this.#waiting.length >= this.mostWaiting) throw new Refused('OVERLOADED');
    return new Promise((enter, refuse) => this.#waiting.push({ sinceMs: performance.now(), enter, refuse }));
  }

  /** Who leaves hands the place on, so that nobody who comes just now can slip in between. */
  private leave(): void {
    const latestMs = performance.now() - this.longestWaitMs;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (next.sinceMs >= latestMs) return next.enter();
      next.refuse(new Refused('OVERLOADED'));
    }
    this.#inside -= 1;
  }
}
