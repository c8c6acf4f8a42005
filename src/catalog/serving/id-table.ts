import { numberColumn } from './columns.js';
import { GrowingText } from './growing.js';

/** Id of an offer -> its ordinal: a hash table with open addressing over the ids as bytes. */
export interface IdTable {
  readonly bytes: Uint8Array;
  /** Where each id begins; one more than there are ids. */
  readonly starts: Uint32Array;
  /** A power of two of them, each an ordinal plus 1, or 0 where it is free. */
  readonly slots: Uint32Array;
}

export function idAt({ bytes, starts }: IdTable, ordinal: number): string {
  const start = starts[ordinal]!;
  return Buffer.from(bytes.buffer, start, starts[ordinal + 1]! - start).toString('utf8');
}

/** The ordinal, or -1. */
export function findId(table: IdTable, id: string): number {
  const { slots } = table;
  const mask = slots.length - 1;
  for (let slot = hash(id) & mask; ; slot = (slot + 1) & mask) {
    const ordinal = slots[slot]! - 1;
    if (ordinal < 0 || idAt(table, ordinal) === id) return ordinal;
  }
}

export class IdTableBuilder {
  readonly #text = new GrowingText();
  readonly #starts: Uint32Array;
  readonly #slots: Uint32Array;

  constructor(count: number) {
    this.#starts = numberColumn(count + 1);
    this.#slots = numberColumn(2 ** Math.ceil(Math.log2(2 * count + 1)));
  }

  /** Ids come in the order of their ordinals, none of them twice. */
  add(ordinal: number, id: string): void {
    this.#starts[ordinal + 1] = this.#text.push(id);
    const mask = this.#slots.length - 1;
    let slot = hash(id) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = ordinal + 1;
  }

  finish(): IdTable {
    return { bytes: this.#text.column(), starts: this.#starts, slots: this.#slots };
  }
}

/** FNV-1a over the units of the text. */
function hash(id: string): number {
  let mixed = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) mixed = Math.imul(mixed ^ id.charCodeAt(i), 0x01000193);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
