const FIRST_SLOTS = 1024;

/**
 * Gives each text a number from 0 on, and keeps 64 bits of it and no more: 16 to 24 bytes a text, where a Map takes some
 * hundred. Two of a million texts meet in all 64 bits once in thirty million tables.
 */
export class KeyTable {
  #slots = new Int32Array(FIRST_SLOTS).fill(-1);
  #high = new Int32Array(FIRST_SLOTS / 2);
  #low = new Int32Array(FIRST_SLOTS / 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Its number, or -1. */
  find(key: string): number {
    const [high, low] = hashOf(key);
    return this.#slots[this.slotOf(high, low)]!;
  }

  /** Its number, which is the size before where it is new. */
  add(key: string): number {
    const [high, low] = hashOf(key);
    const slot = this.slotOf(high, low);
    const known = this.#slots[slot]!;
    if (known >= 0) return known;
    if (this.#size === this.#high.length) {
      this.grow();
      return this.add(key);
    }
    const number = this.#size;
    this.#slots[slot] = number;
    this.#high[number] = high;
    this.#low[number] = low;
    this.#size += 1;
    return number;
  }

  /** Half of the slots stay empty, so that the way to a free one is short. */
  private slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = low & mask;
    for (let number = this.#slots[slot]!; number >= 0; number = this.#slots[slot]!) {
      if (this.#high[number] === high && this.#low[number] === low) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = new Int32Array(2 * high.length);
    this.#low = new Int32Array(2 * low.length);
    this.#high.set(high);
    this.#low.set(low);
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    for (let number = 0; number < this.#size; number += 1)
      this.#slots[this.slotOf(high[number]!, low[number]!)] = number;
  }
}

/** The same for a text every time, evenly from 0 to below 1: by other bits than those that find it in a table. */
export function lotOf(key: string): number {
  return (hashOf(key)[0] >>> 8) / 2 ** 24;
}

/** Two multiplicative hashes of 32 bits, each mixed with the other at the end (the finaliser of MurmurHash3). */
function hashOf(key: string): readonly [high: number, low: number] {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = mix(high) ^ mix(low ^ 0x27d4eb2f);
  low = mix(low) ^ mix(high ^ 0x165667b1);
  return [high | 0, low | 0];
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
