const CELL_DEGREES = 2;

interface Sighted {
  readonly row: number;
  readonly lat: number;
  readonly lng: number;
}

/** So many neighbours where the place would lie with its numbers changed about… */
const LEAST_NEIGHBOURS = 2;
/** … and so many times as many as there are where it lies now. */
const TIMES_AS_MANY = 5;

/**
 * Finds places whose latitude and longitude are swapped: alone as they are, amid the others when changed about. Keeps
 * twenty bytes or so a place; a swap shows only when all places are known.
 */
export class SwappedPlaces {
  readonly #rows: number[] = [];
  readonly #lats: number[] = [];
  readonly #lngs: number[] = [];
  readonly #counts = new Map<number, number>();

  see({ row, lat, lng }: Sighted): void {
    this.#rows.push(row);
    this.#lats.push(lat);
    this.#lngs.push(lng);
    const key = keyOf(Math.floor(lat / CELL_DEGREES), Math.floor(lng / CELL_DEGREES));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  find(): Sighted[] {
    const found: Sighted[] = [];
    for (let i = 0; i < this.#rows.length; i += 1) {
      const [row, lat, lng] = [this.#rows[i]!, this.#lats[i]!, this.#lngs[i]!];
      // Near the diagonal a swap moves a place by little: nothing can be told there.
      if (Math.abs(lat - lng) < 3 * CELL_DEGREES) continue;
      const there = this.#countNear(lng, lat);
      if (there >= LEAST_NEIGHBOURS && there >= TIMES_AS_MANY * this.#countNear(lat, lng) - TIMES_AS_MANY + 1)
        found.push({ row, lat, lng });
    }
    return found;
  }

  /** Places in the cell of this position and in the eight around it. */
  #countNear(lat: number, lng: number): number {
    const [y, x] = [Math.floor(lat / CELL_DEGREES), Math.floor(lng / CELL_DEGREES)];
    let count = 0;
    for (let dy = -1; dy <= 1; dy += 1)
      for (let dx = -1; dx <= 1; dx += 1) count += this.#counts.get(keyOf(y + dy, x + dx)) ?? 0;
    return count;
  }
}

function keyOf(y: number, x: number): number {
  return y * 1_000 + x;
}
