/**
 * Objects by ordinal, as many as a number of bytes allows. Who comes when there is no room takes that of the one that has
 * been there longest, unless it was asked for since: then that one stays for another round (CLOCK).
 */
export class KeptObjects<T extends object> {
  readonly #objects: (T | undefined)[];
  readonly #wasAsked: Uint8Array;
  /** A ring of ordinals, those that came first in front. */
  readonly #ring: Uint32Array;
  #front = 0;
  #count = 0;
  #bytes = 0;

  /** @param sizes of each object in bytes, or what stands for that; the largest alone always finds room. */
  constructor(
    private readonly sizes: Uint32Array,
    private readonly mostBytes: number,
  ) {
    const { length } = sizes;
    this.#objects = new Array<T | undefined>(length);
    this.#wasAsked = new Uint8Array(length);
    this.#ring = new Uint32Array(length);
  }

  get(ordinal: number): T | undefined {
    const found = this.#objects[ordinal];
    if (found !== undefined) this.#wasAsked[ordinal] = 1;
    return found;
  }

  /** @param ordinal of one that is not there. */
  keep(ordinal: number, object: T): T {
    const size = this.sizes[ordinal]!;
    while (this.#count > 0 && this.#bytes + size > this.mostBytes) this.dropOne();
    this.#objects[ordinal] = object;
    this.#bytes += size;
    this.append(ordinal);
    return object;
  }

  private dropOne(): void {
    for (;;) {
      const oldest = this.#ring[this.#front]!;
      this.#front = (this.#front + 1) % this.#ring.length;
      this.#count -= 1;
      if (this.#wasAsked[oldest] === 0) {
        this.#objects[oldest] = undefined;
        this.#bytes -= this.sizes[oldest]!;
        return;
      }
      this.#wasAsked[oldest] = 0;
      this.append(oldest);
    }
  }

  private append(ordinal: number): void {
    this.#ring[(this.#front + this.#count) % this.#ring.length] = ordinal;
    this.#count += 1;
  }
}
