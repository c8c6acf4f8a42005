/** The kinds of file that are read, told by their content. */
export type SheetFormat = 'csv' | 'xlsx' | 'json' | 'ndjson' | 'geojson';

/** What stands in a cell. A number is exact as its shortest decimal text; null is an empty cell. */
export type Cell = string | number | boolean | null;

/** Spreadsheets write blanks, and rows of nothing but delimiters, where people see an empty sheet. */
export function isFilled(cell: Cell): boolean {
  return cell !== null && (typeof cell !== 'string' || cell.trim() !== '');
}

export interface SheetRow {
  /** As people count: in CSV and XLSX the header is row 1; in NDJSON the line; in JSON and GeoJSON the first is 1. */
  readonly row: number;
  /** By the ordinal of the column. Shorter than `columns` where the row ends early. */
  readonly cells: readonly Cell[];
  /** Why the row could not be read into cells; `cells` is empty then. */
  readonly fault?: RowFault;
  /** A whole offer in the form of the contract, where a JSON record holds one. */
  readonly offer?: Record<string, unknown>;
}

export interface RowFault {
  readonly code: 'QUOTE_ALONE' | 'ROW_BROKEN' | 'TOO_MANY_CELLS';
  readonly value: string;
}

/** One opened file: its columns as the file calls them, and its rows one by one. */
export interface Sheet {
  readonly format: SheetFormat;
  /** Row in which the names of the columns stand; null where each record names its own. */
  readonly headerRow: number | null;
  /** What stands above that row, such as a title: it is no offer. */
  readonly above: readonly SheetRow[];
  /** Grows with the rows where each record names its own columns. */
  readonly columns: readonly string[];
  readonly delimiter?: Delimiter;
  readonly rows: AsyncIterable<SheetRow>;
}

export type Delimiter = ',' | ';' | '\t';
