// Columns of numbers stand outside of the heap and go from one thread to another as they are. They are no shared memory:
// of that the collector of V8 does not know how much it would give back, and replaced versions would stay for long.

export function numberColumn(length: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(length);
}

/** Of 64 bits: measures and times. */
export function realColumn(length: number): Float64Array<ArrayBuffer> {
  return new Float64Array(length);
}

export function byteColumn(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length);
}

/** The memory of all columns in a part, at whatever depth. */
export function buffersOf(part: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(part)) return [part.buffer as ArrayBuffer];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(buffersOf);
}
