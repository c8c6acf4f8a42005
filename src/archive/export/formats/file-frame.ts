import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ExportFormat } from '../../../contract/export.js';
import type { Chunk } from './chunk.js';
import { CSV_HEAD } from './csv.js';
import { moveGroup, PARQUET_SCHEMA } from './row-group.js';

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
};

/** What stands around the pieces of a file. */
export interface FileFrame {
  head(): Uint8Array;
  /** A piece has been written: they follow each other as they are told. */
  wrote(chunk: Chunk): void;
  tail(): Uint8Array;
}

/** @param about what stands in the file about itself, where the format has a place for that. */
export function fileFrame(format: ExportFormat, about: Readonly<Record<string, string>>): FileFrame {
  if (format === 'parquet') return new ParquetFrame(about);
  return {
    head: () => new TextEncoder().encode(format === 'csv' ? CSV_HEAD : ''),
    wrote: () => undefined,
    tail: () => new Uint8Array(0),
  };
}

/** Holds where each row group is, for the end of the file tells that: some 10 kB for each. */
class ParquetFrame implements FileFrame {
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #offset: number;

  constructor(about: Readonly<Record<string, string>>) {
    const kvMetadata = Object.entries(about).map(([key, value]) => ({ key, value }));
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: PARQUET_SCHEMA,
      kvMetadata,
      createdBy: 'proxima',
    });
    this.#offset = this.#bytes.offset;
  }

  head(): Uint8Array {
    return this.#bytes.getBytes().slice();
  }

  wrote({ group, bytes, rows }: Chunk): void {
    if (group) this.#parquet.row_groups.push(moveGroup(group, this.#offset));
    this.#parquet.num_rows += BigInt(rows);
    this.#offset += bytes.length;
  }

  tail(): Uint8Array {
    const start = this.#bytes.offset;
    void this.#parquet.finish();
    return this.#bytes.getBytes().slice(start);
  }
}
