/** Upper bounds in ms, from a tenth of a millisecond to a second: what a decision or a part of one may take. */
export const BOUNDS_MS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000] as const;

/** How long something took, as a histogram. Filling it costs one short search and two additions. */
export class Timing {
  /** One more than the bounds: the last one counts what took longer than all of them. */
  readonly #counts = new Float64Array(BOUNDS_MS.length + 1);
  #sumMs = 0;

  add(durationMs: number): void {
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && durationMs > BOUNDS_MS[bucket]!) bucket += 1;
    this.#counts[bucket]! += 1;
    this.#sumMs += durationMs;
  }

  /** As Prometheus counts: each bucket holds all that took as long as its bound or less. In seconds. */
  read(): { buckets: { le: number | '+Inf'; count: number }[]; sumSeconds: number; count: number } {
    let count = 0;
    const buckets = [...BOUNDS_MS.map((bound) => bound / 1000), '+Inf' as const].map((le, i) => {
      count += this.#counts[i]!;
      return { le, count };
    });
    return { buckets, sumSeconds: this.#sumMs / 1000, count };
  }
}
