import type { ExportFormat } from '../../../contract/export.js';
import type { Cell } from '../columns.js';
import type { Chunk, ChunkWriter } from './chunk.js';
import { writeCsv } from './csv.js';
import { writeNdjson } from './ndjson.js';
import { RowGroupWriter } from './row-group.js';

export function chunkWriter(format: ExportFormat): ChunkWriter {
  return format === 'parquet' ? new RowGroupWriter() : new TextWriter(format === 'csv' ? writeCsv : writeNdjson);
}

const TEXT_CHARACTERS = 512 * 1024;
const ENCODER = new TextEncoder();

class TextWriter implements ChunkWriter {
  #text = '';
  #rows = 0;

  constructor(private readonly write: (row: readonly Cell[]) => string) {}

  get isFull(): boolean {
    return this.#text.length >= TEXT_CHARACTERS;
  }

  add(rows: readonly Cell[][]): void {
    for (const row of rows) this.#text += this.write(row);
    this.#rows += rows.length;
  }

  take(): Chunk {
    const chunk = { bytes: ENCODER.encode(this.#text) as Uint8Array<ArrayBuffer>, rows: this.#rows };
    this.#text = '';
    this.#rows = 0;
    return chunk;
  }
}
