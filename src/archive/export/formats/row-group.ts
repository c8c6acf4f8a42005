import type { RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { COLUMNS, type Cell, type Column } from '../columns.js';
import type { Chunk, ChunkWriter } from './chunk.js';

/** Rows of a row group: as many as are in memory at once, in each reader. */
const GROUP_ROWS = 16_384;

const TYPES: Readonly<Record<Column['kind'], Partial<SchemaElement>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  number: { type: 'DOUBLE' },
  integer: { type: 'INT32' },
  flag: { type: 'BOOLEAN' },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

/** Of the file; each row group has all of the columns. */
export const PARQUET_SCHEMA: SchemaElement[] = [
  { name: 'decisions', num_children: COLUMNS.length },
  ...COLUMNS.map(({ name, kind, isNullable }): SchemaElement => ({
    ...TYPES[kind],
    name,
    repetition_type: isNullable ? 'OPTIONAL' : 'REQUIRED',
  })),
];

/** Rows into row groups (Snappy, dictionaries where they halve a column), each a piece by itself. */
export class RowGroupWriter implements ChunkWriter {
  #columns = emptyColumns();

  get isFull(): boolean {
    return this.#columns[0]!.length >= GROUP_ROWS;
  }

  add(rows: readonly Cell[][]): void {
    const columns = this.#columns;
    for (const row of rows) for (let at = 0; at < columns.length; at += 1) columns[at]!.push(row[at]!);
  }

  take(): Chunk {
    const columns = this.#columns;
    this.#columns = emptyColumns();
    const rows = columns[0]!.length;
    if (rows === 0) return { bytes: new Uint8Array(0), rows };
    const writer = new ByteWriter(4 * 1024 * 1024);
    const parquet = new ParquetWriter({ writer, schema: PARQUET_SCHEMA });
    const start = writer.offset;
    const columnData = COLUMNS.map(({ name, kind }, at) => ({
      name,
      data: kind === 'time' ? columns[at]!.map(toTime) : columns[at]!,
      offsetIndex: false,
      // For readers that skip row groups by time; of the others nobody asks.
      statistics: name === 'at',
    }));
    void parquet.write({ columnData, rowGroupSize: rows });
    const [group] = parquet.row_groups as [RowGroup];
    return { bytes: writer.getBytes().slice(start) as Uint8Array<ArrayBuffer>, rows, group: moveGroup(group, -start) };
  }
}

/** The same row group that many bytes further on in the file. */
export function moveGroup(group: RowGroup, bytes: number): RowGroup {
  const by = BigInt(bytes);
  const columns = group.columns.map((column) => {
    const meta = column.meta_data!;
    const { dictionary_page_offset: dictionary } = meta;
    return {
      ...column,
      file_offset: column.file_offset + by,
      meta_data: {
        ...meta,
        data_page_offset: meta.data_page_offset + by,
        ...(dictionary === undefined ? {} : { dictionary_page_offset: dictionary + by }),
      },
    };
  });
  return { ...group, columns };
}

function emptyColumns(): Cell[][] {
  return COLUMNS.map(() => []);
}

function toTime(cell: Cell): Date | null {
  return cell === null ? null : new Date(cell as number);
}
