/**
 * An H3 cell as a whole number below 2^32, for columns of numbers: its base cell (7 bits) and three bits for each of its
 * digits. Cells of one resolution, 8 at most, have different keys; those of different ones may have the same.
 *
 * Of the 15 hexadecimal digits of a cell the first two are its mode and resolution (H3 index, bits 63 to 52); those behind
 * its last digit are set.
 */
export function cellKey(cell: string, resolution: number): number {
  const bits = 7 + 3 * resolution;
  const length = Math.ceil(bits / 4);
  return parseInt(cell.slice(2, 2 + length), 16) >>> (4 * length - bits);
}
