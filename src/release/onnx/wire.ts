/**
 * Protocol buffers as they lie in a file (https://protobuf.dev/programming-guides/encoding), read without trust: no length
 * is believed that goes beyond what holds it, nothing is copied, and nothing is made that the file does not pay for.
 */

/** The bytes are no protocol buffer, or not one that an exporter would write. */
export class WireFault extends Error {
  override readonly name = 'WireFault';
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** One field where it lies: of VARINT its value, of the others the place of its content. */
export interface Field {
  number: number;
  wire: number;
  /** As int64, which is what whole numbers of the format are; beyond 2^53 the nearest number. */
  value: number;
  start: number;
  end: number;
}

const MOST_VARINT_BYTES = 10;
const SEVEN_BITS = 0x7f;
/** Of a varint: seven times seven bits are below 2^53. */
const EXACT_BYTES = 7;

/** Goes through the fields from `start` to `end`. The same object each time: who keeps it, copies it. */
export class WireReader {
  #at: number;
  readonly #field: Field = { number: 0, wire: 0, value: 0, start: 0, end: 0 };

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly end: number,
  ) {
    this.#at = start;
  }

  /**
   * @returns the next field; nothing at the end.
   * @throws WireFault where something is cut off, too long, or of a kind that is not used any more.
   */
  next(): Field | undefined {
    if (this.#at >= this.end) return undefined;
    const tag = this.readSmall();
    const field = this.#field;
    field.number = Math.floor(tag / 8);
    field.wire = tag % 8;
    field.value = 0;
    if (field.number === 0) throw new WireFault(`a field at byte ${this.#at} has no number`);
    const length = field.wire === VARINT ? 0 : this.lengthOf(field.wire);
    field.start = this.#at;
    if (field.wire === VARINT) field.value = this.readVarint();
    this.#at += length;
    if (this.#at > this.end) throw new WireFault(`a field at byte ${field.start} goes beyond its end`);
    field.end = this.#at;
    return field;
  }

  private lengthOf(wire: number): number {
    if (wire === FIXED32) return 4;
    if (wire === FIXED64) return 8;
    if (wire !== BYTES) throw new WireFault(`a field at byte ${this.#at} is of wire type ${wire}, which nobody writes`);
    return this.readSmall();
  }

  /** A varint that has to be below 2^32: tags and lengths. */
  private readSmall(): number {
    let value = 0;
    for (let shift = 1; shift <= 2 ** 28; shift *= 128) {
      const byte = this.readByte();
      value += (byte & SEVEN_BITS) * shift;
      if (byte <= SEVEN_BITS) return value;
    }
    throw new WireFault(`a number at byte ${this.#at} is too long`);
  }

  private readVarint(): number {
    const whole = readVarint(this.bytes, this.#at, this.end);
    this.#at = whole.end;
    return whole.value;
  }

  private readByte(): number {
    if (this.#at >= this.end) throw new WireFault(`the file is cut off at byte ${this.#at}`);
    const byte = this.bytes[this.#at]!;
    this.#at += 1;
    return byte;
  }
}

const varint = { value: 0, end: 0 };

/**
 * The whole number at a place, by two's complement of 64 bits, and where it ends. The same object each time.
 * @throws WireFault when it is cut off or longer than such a number can be.
 */
export function readVarint(bytes: Uint8Array, start: number, end: number): Readonly<typeof varint> {
  let value = 0;
  let scale = 1;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    value += (byte & SEVEN_BITS) * scale;
    scale *= 128;
    if (at - start >= MOST_VARINT_BYTES) break;
    if (byte > SEVEN_BITS) continue;
    varint.end = at + 1;
    // Longer ones are negative, or larger than numbers are exact: rare, and worth the exact way.
    varint.value = at - start < EXACT_BYTES ? value : exactly(bytes, start, at);
    return varint;
  }
  throw new WireFault(`a number at byte ${start} is cut off or too long`);
}

function exactly(bytes: Uint8Array, start: number, last: number): number {
  let value = 0n;
  for (let at = last; at >= start; at -= 1) value = (value << 7n) | BigInt(bytes[at]! & SEVEN_BITS);
  return Number(BigInt.asIntN(64, value));
}
