import type { RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { COLUMNS, type Cell, type ColumnKind } from '../columns.js';
import type { Chunk, ChunkWriter } from './chunk.js';

/** Rows of a row group: as many as are in memory at once, in each reader. */
const GROUP_ROWS = 16_384;

const TYPES: Readonly<Record<ColumnKind, Partial<SchemaElement>>> = {
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
  readonly #columns = COLUMNS.map(({ kind }) => (kind === 'text' ? new TextColumn() : new NumberColumn(kind)));
  readonly #bytes = new ByteWriter();
  #rows = 0;

  get isFull(): boolean {
    return this.#rows >= GROUP_ROWS;
  }

  add(rows: readonly Cell[][]): void {
    const columns = this.#columns;
    for (const row of rows) {
      for (let at = 0; at < columns.length; at += 1) columns[at]!.set(this.#rows, row[at]!);
      this.#rows += 1;
    }
  }

  take(): Chunk {
    const rows = this.#rows;
    this.#rows = 0;
    if (rows === 0) return { bytes: new Uint8Array(0), rows };
    // The same memory each time: row groups are alike.
    this.#bytes.offset = this.#bytes.index = 0;
    const parquet = new ParquetWriter({ writer: this.#bytes, schema: PARQUET_SCHEMA });
    const start = this.#bytes.offset;
    // One after the other: what a column turns into is given back before the next does.
    const columnData = COLUMNS.map(({ name }, at) => {
      const column = this.#columns[at]!;
      return {
        name,
        get data() {
          return column.values(rows);
        },
        offsetIndex: false,
        // For readers that skip row groups by time; of the others nobody asks.
        statistics: name === 'at',
      };
    });
    void parquet.write({ columnData, rowGroupSize: rows });
    const [group] = parquet.row_groups as [RowGroup];
    const bytes = this.#bytes.getBytes().slice(start) as Uint8Array<ArrayBuffer>;
    return { bytes, rows, group: moveGroup(group, -start) };
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

/** Rows come some at a time, so the last may go beyond the group. */
const ROOM = GROUP_ROWS + 1_024;

class TextColumn {
  #cells: (string | null)[] = [];

  set(row: number, cell: Cell): void {
    this.#cells[row] = cell as string | null;
  }

  values(rows: number): (string | null)[] {
    this.#cells.length = rows;
    return this.#cells;
  }
}

/** As plain numbers: objects that live as long as a row group would be most of the work. */
class NumberColumn {
  #cells = new Float64Array(ROOM);

  constructor(private readonly kind: ColumnKind) {}

  /** NaN is what is missing. */
  set(row: number, cell: Cell): void {
    if (row === this.#cells.length) this.grow();
    this.#cells[row] = cell === null ? NaN : Number(cell);
  }

  values(rows: number): (number | boolean | Date | null)[] {
    const values = new Array<number | boolean | Date | null>(rows);
    for (let row = 0; row < rows; row += 1) values[row] = this.valueOf(this.#cells[row]!);
    return values;
  }

  private valueOf(cell: number): number | boolean | Date | null {
    if (Number.isNaN(cell)) return null;
    if (this.kind === 'flag') return cell === 1;
    return this.kind === 'time' ? new Date(cell) : cell;
  }

  private grow(): void {
    const cells = this.#cells;
    this.#cells = new Float64Array(2 * cells.length);
    this.#cells.set(cells);
  }
}
