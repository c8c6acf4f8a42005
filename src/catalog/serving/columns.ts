/** Columns in memory that threads share: what one built, another reads without a copy. */
export function shareNumbers(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

/** Of 64 bits: measures and times. */
export function shareReals(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

export function shareBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}
