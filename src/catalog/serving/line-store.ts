import { byteColumn, numberColumn, realColumn } from './columns.js';
import { LinePacker, unpackLine } from './line-packer.js';

/**
 * The offers as they are kept, JSON, packed and outside of the heap: in pieces, for nobody knows beforehand how long all of
 * them are. No line goes over the end of a piece.
 */
export interface LineStore {
  readonly patterns: Uint8Array;
  readonly pieces: readonly Uint8Array[];
  /** Piece x PIECE_SPAN + place in it. */
  readonly places: Float64Array;
  /** When they are not packed. */
  readonly lengths: Uint32Array;
}

/** More than any piece is long. */
const PIECE_SPAN = 2 ** 32;
const SHORTEST_PIECE = 4_096;
const LONGEST_PIECE = 16 * 2 ** 20;

export function lineAt({ patterns, pieces, places, lengths }: LineStore, ordinal: number): string {
  const place = places[ordinal]!;
  const piece = Math.floor(place / PIECE_SPAN);
  return unpackLine(patterns, pieces[piece]!, place - piece * PIECE_SPAN, lengths[ordinal]!);
}

export class LineStoreBuilder {
  readonly #packer = new LinePacker();
  readonly #pieces: Uint8Array[] = [];
  readonly #places: Float64Array;
  readonly #lengths: Uint32Array;
  #used = 0;

  constructor(count: number) {
    this.#places = realColumn(count);
    this.#lengths = numberColumn(count);
  }

  set(ordinal: number, line: Uint8Array): void {
    const packed = this.#packer.pack(line);
    let piece = this.#pieces.at(-1);
    if (!piece || this.#used + packed.length > piece.length) piece = this.begin(packed.length);
    piece.set(packed, this.#used);
    this.#places[ordinal] = (this.#pieces.length - 1) * PIECE_SPAN + this.#used;
    this.#lengths[ordinal] = line.length;
    this.#used += packed.length;
  }

  finish(): LineStore {
    const patterns = this.#packer.patterns();
    return { patterns, pieces: this.#pieces, places: this.#places, lengths: this.#lengths };
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
