import { byteColumn, numberColumn } from './columns.js';

/** Whole numbers, one after the other, of which nobody knows how many there will be. */
export class GrowingNumbers {
  #numbers = new Uint32Array(64);
  #count = 0;

  push(number: number): void {
    if (this.#count === this.#numbers.length) {
      const wider = new Uint32Array(2 * this.#count);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  taken(): Uint32Array {
    return this.#numbers.subarray(0, this.#count);
  }

  column(): Uint32Array {
    const column = numberColumn(this.#count);
    column.set(this.taken());
    return column;
  }
}

/** Texts, one behind the other, as UTF-8. */
export class GrowingText {
  #bytes = Buffer.alloc(1024);
  #length = 0;

  /** @returns where the next text will begin. */
  push(text: string): number {
    const most = this.#length + 3 * text.length;
    if (most > this.#bytes.length) {
      const wider = Buffer.alloc(2 * most);
      this.#bytes.copy(wider, 0, 0, this.#length);
      this.#bytes = wider;
    }
    this.#length += this.#bytes.write(text, this.#length);
    return this.#length;
  }

  column(): Uint8Array {
    const column = byteColumn(this.#length);
    column.set(this.#bytes.subarray(0, this.#length));
    return column;
  }
}
