import type { Ordinals } from '../../core/types/offer.js';
import { numberColumn } from './columns.js';
import { GrowingNumbers } from './growing.js';

const FREE = 0xffffffff;
const NONE = new Uint32Array(0);

/** Key of a cell -> ordinals: a hash table with open addressing. `starts` and `ends` bound the ordinals of each slot. */
export interface CellTable {
  /** A power of two of them; FREE where a slot is empty. */
  readonly keys: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly ordinals: Uint32Array;
}

/** The slot of a cell, or -1. */
export function findSlot(keys: Uint32Array, key: number): number {
  const mask = keys.length - 1;
  for (let slot = hash(key) & mask; ; slot = (slot + 1) & mask) {
    const found = keys[slot]!;
    if (found === key) return slot;
    if (found === FREE) return -1;
  }
}

export function ordinalsAt({ keys, starts, ends, ordinals }: CellTable, key: number): Ordinals {
  const slot = findSlot(keys, key);
  return slot < 0 ? NONE : ordinals.subarray(starts[slot], ends[slot]);
}

/** Gathers pairs of a cell and an ordinal. */
export class CellTableBuilder {
  readonly #cells = new GrowingNumbers();
  readonly #ordinals = new GrowingNumbers();

  add(key: number, ordinal: number): void {
    this.#cells.push(key);
    this.#ordinals.push(ordinal);
  }

  /** The ordinals of each cell come in the order in which they were added. */
  finish(): CellTable {
    const [cells, added] = [this.#cells.taken(), this.#ordinals.taken()];
    const keys = distinctKeys(cells);
    const [starts, ends] = [numberColumn(keys.length), numberColumn(keys.length)];
    for (const key of cells) ends[findSlot(keys, key)]! += 1;
    let next = 0;
    for (let slot = 0; slot < keys.length; slot += 1) {
      const count = ends[slot]!;
      starts[slot] = ends[slot] = next;
      next += count;
    }
    const ordinals = numberColumn(added.length);
    for (let i = 0; i < added.length; i += 1) {
      const slot = findSlot(keys, cells[i]!);
      ordinals[ends[slot]!] = added[i]!;
      ends[slot]! += 1;
    }
    return { keys, starts, ends, ordinals };
  }
}

/** In their slots, of which a third at least stays free. */
function distinctKeys(cells: Uint32Array): Uint32Array {
  let keys: Uint32Array = new Uint32Array(16).fill(FREE);
  let count = 0;
  for (const key of cells) {
    if (findSlot(keys, key) >= 0) continue;
    count += 1;
    if (3 * count > 2 * keys.length) keys = widen(keys);
    put(keys, key);
  }
  const column = numberColumn(keys.length);
  column.set(keys);
  return column;
}

function widen(keys: Uint32Array): Uint32Array {
  const wider = new Uint32Array(2 * keys.length).fill(FREE);
  for (const key of keys) if (key !== FREE) put(wider, key);
  return wider;
}

function put(keys: Uint32Array, key: number): void {
  const mask = keys.length - 1;
  let slot = hash(key) & mask;
  while (keys[slot] !== FREE) slot = (slot + 1) & mask;
  keys[slot] = key;
}

/** Fibonacci hashing: cells side by side have keys side by side. */
function hash(key: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
