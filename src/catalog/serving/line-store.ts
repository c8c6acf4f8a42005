import { byteColumn, numberColumn, realColumn } from './columns.js';

/**
 * The offers as they are kept, JSON, outside of the heap: in pieces, for nobody knows beforehand how long all of them are.
 * No line goes over the end of a piece.
 */
export interface LineStore {
  readonly pieces: readonly Uint8Array[];
  /** Piece x PIECE_SPAN + place in it. */
  readonly places: Float64Array;
  readonly lengths: Uint32Array;
}

/** More than any piece is long. */
const PIECE_SPAN = 2 ** 32;
const SHORTEST_PIECE = 4_096;
const LONGEST_PIECE = 16 * 2 ** 20;

export function lineAt({ pieces, places, lengths }: LineStore, ordinal: number): string {
  const place = places[ordinal]!;
  const piece = Math.floor(place / PIECE_SPAN);
  const start = place - piece * PIECE_SPAN;
  const { buffer } = pieces[piece]!;
  return Buffer.from(buffer, start, lengths[ordinal]).toString('utf8');
}

export class LineStoreBuilder {
  readonly #pieces: Uint8Array[] = [];
  readonly #places: Float64Array;
  readonly #lengths: Uint32Array;
  #used = 0;

  constructor(count: number) {
    this.#places = realColumn(count);
    this.#lengths = numberColumn(count);
  }

  set(ordinal: number, line: Uint8Array): void {
    let piece = this.#pieces.at(-1);
    if (!piece || this.#used + line.length > piece.length) piece = this.begin(line.length);
    piece.set(line, this.#used);
    this.#places[ordinal] = (this.#pieces.length - 1) * PIECE_SPAN + this.#used;
    this.#lengths[ordinal] = line.length;
    this.#used += line.length;
  }

  finish(): LineStore {
    return { pieces: this.#pieces, places: this.#places, lengths: this.#lengths };
  }

  /** Each twice as long as the one before: small catalogs stay small. */
  private begin(needed: number): Uint8Array {
    const usual = Math.min(2 * (this.#pieces.at(-1)?.length ?? SHORTEST_PIECE / 2), LONGEST_PIECE);
    const piece = byteColumn(Math.max(usual, needed));
    this.#pieces.push(piece);
    this.#used = 0;
    return piece;
  }
}
