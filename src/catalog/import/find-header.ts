import { detectDelimiter } from './detect-format.js';
import { fieldOfHeader } from './fields.js';
import type { Cell, Delimiter, SheetRow } from './sheet.js';

/** So many rows may stand above the names of the columns: a title, a date, whose sheet it is. */
const FIRST_ROWS = 10;
/** A row that names so many fields is the header, wherever it stands. */
const SURELY_HEADER = 3;
/** Excel takes the delimiter from such a line, and shows it to nobody. */
const TOLD_DELIMITER = /^"?sep=([,;\t])"?/i;

/** The first rows of a sheet, sorted by what they are. */
export interface Beginning {
  readonly above: readonly SheetRow[];
  /** Undefined where there is no row at all. */
  readonly header: SheetRow | undefined;
  readonly below: readonly SheetRow[];
}

/** Reads on until it is known which row names the columns: the first one, unless it names nothing and another does. */
export async function findHeader(rows: AsyncGenerator<SheetRow>): Promise<Beginning> {
  const read: SheetRow[] = [];
  let first = 0;
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    const row = next.value;
    read.push(row);
    if (read.length === 1 && /^sep=/i.test(String(row.cells[0]))) first = 1;
    if (countFields(row.cells) >= SURELY_HEADER) return partAt(read, read.length - 1);
    if (read.length === FIRST_ROWS) break;
  }
  return partAt(read, first);
}

function partAt(read: readonly SheetRow[], place: number): Beginning {
  return { above: read.slice(0, place), header: read[place], below: read.slice(place + 1) };
}

/** The delimiter of a CSV: the one that its first line tells, else that of its header. */
export function delimiterOf(start: string): Delimiter {
  const lines = start.trimStart().split(/\r?\n|\r/, FIRST_ROWS);
  const told = TOLD_DELIMITER.exec(lines[0]!)?.[1];
  if (told) return told as Delimiter;
  const header = lines.find((line) => countFields(cellsOf(line)) >= SURELY_HEADER) ?? lines[0]!;
  return detectDelimiter(header);
}

function cellsOf(line: string): string[] {
  return line.split(detectDelimiter(line)).map((cell) => cell.replaceAll('"', ''));
}

/** How many fields a row names, as a header would. */
function countFields(cells: readonly Cell[]): number {
  const fields = cells.flatMap((cell) => (typeof cell === 'string' ? (fieldOfHeader(cell) ?? []) : []));
  return new Set(fields).size;
}
