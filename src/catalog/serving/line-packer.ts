/** What is the same in this many bytes is worth a reference. */
const SHORTEST_MATCH = 8;
/** Some hundred offers: the patterns of a sheet are few, and a longer book takes longer references. */
const MOST_PATTERN_BYTES = 256 * 1024;
const SLOT_BITS = 17;
/** What resembles the patterns takes less than this share of its length. */
const LEAST_GAIN = 0.5;

/**
 * Packs lines that resemble each other, each by itself: what stands in the book of patterns becomes a reference to it, the
 * rest stays as it is. A line that resembles nothing so far becomes a pattern. In the manner of LZ77 (Ziv, Lempel 1977),
 * with one book for all lines in place of a window, so that any of them can be read alone.
 *
 * A packed line is, until it has all its bytes: how many follow as they are, these, how many come from the book, and from
 * where. Numbers are of seven bits a byte, low ones first (LEB128).
 */
export class LinePacker {
  readonly #patterns = new Patterns();
  #packed = new Uint8Array(4_096);
  #length = 0;

  /** @returns a view that holds until the next line. */
  pack(line: Uint8Array): Uint8Array {
    this.encode(line);
    if (this.#length > LEAST_GAIN * line.length && this.#patterns.learn(line)) this.encode(line);
    return this.#packed.subarray(0, this.#length);
  }

  /** The book that goes with all lines that were packed. */
  patterns(): Uint8Array<ArrayBuffer> {
    return this.#patterns.bytes().slice();
  }

  private encode(line: Uint8Array): void {
    // No reference is longer than what it stands for.
    if (this.#packed.length < line.length + 16) this.#packed = new Uint8Array(2 * line.length);
    this.#length = 0;
    let told = 0;
    for (let at = 0; at + SHORTEST_MATCH <= line.length;) {
      const place = this.#patterns.placeOf(line, at);
      const length = place < 0 ? 0 : this.#patterns.matchLength(place, line, at);
      if (length < SHORTEST_MATCH) {
        at += 1;
        continue;
      }
      this.putBytes(line, told, at);
      this.putNumber(length);
      this.putNumber(place);
      at += length;
      told = at;
    }
    if (told < line.length) this.putBytes(line, told, line.length);
  }

  private putBytes(line: Uint8Array, start: number, end: number): void {
    this.putNumber(end - start);
    for (let at = start; at < end; at += 1) this.#packed[this.#length++] = line[at]!;
  }

  private putNumber(number: number): void {
    let rest = number;
    for (; rest > 0x7f; rest >>>= 7) this.#packed[this.#length++] = (rest & 0x7f) | 0x80;
    this.#packed[this.#length++] = rest;
  }
}

/** The book, and where in it the bytes of a line may stand. */
class Patterns {
  readonly #bytes = new Uint8Array(MOST_PATTERN_BYTES);
  /** Place plus 1 by the hash of what stands there; the newest wins. */
  readonly #slots = new Int32Array(2 ** SLOT_BITS);
  #used = 0;

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  /** @returns whether there was room. */
  learn(line: Uint8Array): boolean {
    if (this.#used + line.length > this.#bytes.length) return false;
    this.#bytes.set(line, this.#used);
    const end = this.#used + line.length - SHORTEST_MATCH;
    for (let place = this.#used; place <= end; place += 1) this.#slots[hashAt(this.#bytes, place)] = place + 1;
    this.#used += line.length;
    return true;
  }

  /** Where the same may stand as in the line, or -1. */
  placeOf(line: Uint8Array, at: number): number {
    return this.#slots[hashAt(line, at)]! - 1;
  }

  matchLength(place: number, line: Uint8Array, at: number): number {
    const most = Math.min(this.#used - place, line.length - at);
    let length = 0;
    while (length < most && this.#bytes[place + length] === line[at + length]) length += 1;
    return length;
  }
}

function hashAt(bytes: Uint8Array, at: number): number {
  const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  const high = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
  return (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)) >>> (32 - SLOT_BITS);
}

let unpacked = Buffer.alloc(65_536);

/**
 * The text of a line.
 * @param start of the packed line among `packed`. @param length of the line when it is not packed, in bytes.
 */
export function unpackLine(patterns: Uint8Array, packed: Uint8Array, start: number, length: number): string {
  if (unpacked.length < length) unpacked = Buffer.alloc(2 * length);
  let at = start;
  const number = () => {
    let [read, shift] = [0, 0];
    for (; packed[at]! > 0x7f; at += 1, shift += 7) read |= (packed[at]! & 0x7f) << shift;
    read |= packed[at]! << shift;
    at += 1;
    return read;
  };
  for (let done = 0; done < length;) {
    const plain = number();
    copy(packed, at, plain, done);
    at += plain;
    done += plain;
    if (done === length) break;
    const matched = number();
    copy(patterns, number(), matched, done);
    done += matched;
  }
  return unpacked.toString('utf8', 0, length);
}

/** To call the engine of the language costs as much as some dozen bytes. */
const CALL_BYTES = 48;

function copy(from: Uint8Array, start: number, length: number, to: number): void {
  if (length > CALL_BYTES) unpacked.set(from.subarray(start, start + length), to);
  else for (let i = 0; i < length; i += 1) unpacked[to + i] = from[start + i]!;
}
