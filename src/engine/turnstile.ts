/**
 * Lets so many works run at once and the rest wait in order. A decision holds some 200 kB while it is made: hundreds of
 * them side by side finish no sooner, survive every young collection, and the collector then takes the time they lack.
 */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(private readonly capacity: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside < this.capacity) this.#inside += 1;
    else await new Promise<void>((enter) => this.#waiting.push(enter));
    try {
      return await work();
    } finally {
      // Who leaves hands the place on, so that nobody who comes just now can slip in between.
      const enter = this.#waiting.shift();
      if (enter) enter();
      else this.#inside -= 1;
    }
  }
}
