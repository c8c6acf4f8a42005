import type { RowGroup } from 'hyparquet';
import type { Cell } from '../columns.js';

/** A piece of the file. */
export interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  /** Of Parquet: where its columns are, from the start of the piece. */
  readonly group?: RowGroup;
}

/** Gathers rows into pieces. */
export interface ChunkWriter {
  add(rows: readonly Cell[][]): void;
  /** A piece is full. */
  readonly isFull: boolean;
  /** What was added since. */
  take(): Chunk;
}
