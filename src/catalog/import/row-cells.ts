import type { Said } from '../said.js';
import type { ColumnPlan } from './column-plan.js';
import type { FieldName } from './fields.js';
import { isFormulaError, NOT_CALCULATED } from './formula-error.js';
import type { MappedField, Mapping } from './mapping.js';
import { nearest } from './nearest.js';
import { cutValue, type CellProblem, type ProblemCode } from './problem.js';
import { dayOf, readDate, toEpochMs } from './read-date.js';
import { guessDecimal, readDecimal, tellDecimal, toNumber, type Decimal } from './read-decimal.js';
import type { Cell, SheetRow } from './sheet.js';
import { BOOLEANS, meaningOf, wordsOf } from './words.js';

/** How numbers and dates of the sheet are to be read. */
export interface Manner {
  readonly decimalComma: boolean;
  readonly timeZone: string;
  /** Epoch ms. */
  readonly now: number;
}

/** One row by fields: what stands there after the mapping, read as what it should be; faults are gathered. */
export class RowCells {
  readonly problems: CellProblem[] = [];
  /** What is to be known of the row, which is right all the same. */
  readonly warnings: CellProblem[] = [];
  /** A mapped value says that this row is none of ours. */
  isLeftOut = false;
  readonly #cells = new Map<MappedField, Cell>();
  /** Columns in which a formula of this row has no result. */
  readonly #uncalculated = new Set<string>();
  readonly #row: SheetRow;
  readonly #plan: ColumnPlan;
  readonly #mapping: Mapping;
  readonly #manner: Manner;

  constructor(row: SheetRow, plan: ColumnPlan, mapping: Mapping, manner: Manner) {
    this.#row = row;
    this.#plan = plan;
    this.#mapping = mapping;
    this.#manner = manner;
    for (const field of Object.keys(mapping.values) as MappedField[]) this.#cell(field);
    row.cells.forEach((cell, ordinal) => {
      if (isFormulaError(cell)) this.#tellFormula(cell, ordinal);
    });
  }

  get row(): number {
    return this.#row.row;
  }

  isGiven(field: FieldName): boolean {
    return this.#plan.isGiven(field);
  }

  isMisspelled(field: FieldName): boolean {
    return this.#plan.isMisspelled(field);
  }

  /** The trimmed text; undefined where the cell is empty. */
  text(field: FieldName): string | undefined {
    const cell = this.#cell(field);
    if (cell === null) return undefined;
    const text = String(cell).trim();
    return text === '' ? undefined : text;
  }

  tell(field: FieldName, code: ProblemCode, about: string | Said = '', suggestion?: string): void {
    this.tellAt(this.#plan.headerOf(field), this.#cell(field), code, about, suggestion);
  }

  /** At a column that is no field of every sheet, such as that of an attribute. */
  tellAt(column: string, cell: Cell, code: ProblemCode, about: string | Said = '', suggestion?: string): void {
    if (this.#uncalculated.has(column)) return;
    const value = cutValue(cell === null ? null : String(cell));
    this.problems.push({
      row: this.row,
      column,
      value,
      code,
      about,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  warn(field: FieldName, code: ProblemCode, about: string): void {
    const cell = this.#cell(field);
    const value = cutValue(cell === null ? null : String(cell));
    this.warnings.push({ row: this.row, column: this.#plan.headerOf(field), value, code, about, isWarning: true });
  }

  /** Attributes that the head declares: name, header and what stands there. */
  attributes(): readonly { name: string; header: string; cell: Cell }[] {
    return [...this.#plan.attributes].map(([name, header]) => ({
      name,
      header,
      cell: this.#cell(`attr.${name}`),
    }));
  }

  get now(): number {
    return this.#manner.now;
  }

  get decimalComma(): boolean {
    return this.#manner.decimalComma;
  }

  headerOf(field: FieldName): string {
    return this.#plan.headerOf(field);
  }

  boolean(field: FieldName): boolean | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const meaning = meaningOf(BOOLEANS, text);
    if (meaning === undefined)
      this.tell(field, 'BAD_BOOLEAN', '', nearest(text, ['ja', 'nein', 'yes', 'no', 'true', 'false']) ?? '');
    return meaning === undefined ? undefined : meaning === 'true';
  }

  /** A decimal that is not negative; undefined where the cell is empty or told as a fault. */
  decimal(field: FieldName, digits = '', decimalComma = this.#manner.decimalComma): Decimal | undefined {
    const cell = this.#cell(field);
    if (cell === null || String(cell).trim() === '') return undefined;
    const decimal = readDecimal(cell, decimalComma);
    if (decimal) return decimal;
    const guess = guessDecimal(cell, decimalComma);
    this.tell(field, 'BAD_DECIMAL', digits, guess && tellDecimal({ ...guess, sign: '' }, decimalComma));
    return undefined;
  }

  /** A number within bounds. */
  number(field: FieldName, least: number, most: number, isWhole = false): number | undefined {
    const decimal = this.decimal(field, isWhole ? '0' : '');
    if (!decimal) return undefined;
    const value = toNumber(decimal);
    if (isWhole && !Number.isInteger(value)) this.tell(field, 'BAD_DECIMAL', '0', String(Math.round(value)));
    else if (value < 0 && least >= 0) this.tell(field, 'NEGATIVE', '', this.tellNumber({ ...decimal, sign: '' }));
    else if (value < least || value > most)
      this.tell(field, 'OUT_OF_RANGE', `${least}..${most}`, String(value < least ? least : most));
    else return value;
    return undefined;
  }

  tellNumber(decimal: Decimal): string {
    return tellDecimal(decimal, this.#manner.decimalComma);
  }

  /** Epoch ms; a day that ends is its whole self. `zone` is used where the cell names none. */
  date(field: FieldName, zone: string | undefined, until: boolean): number | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const read = readDate(text);
    if (read.ok) return toEpochMs(read.date, zone ?? this.#manner.timeZone, until);
    this.tell(field, read.fault === 'bad' ? 'BAD_DATE' : 'IMPOSSIBLE_DATE', '', read.nearest);
    return undefined;
  }

  /** The day of a date that could be read, written as it stands there. */
  dayOf(field: FieldName): string {
    return dayOf(this.text(field)!);
  }

  /** Values parted by bars; undefined where there is none. */
  list(field: FieldName): string[] | undefined {
    const parts = this.text(field)
      ?.split('|')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return parts?.length ? parts : undefined;
  }

  /** Each value of a list by a book of words. */
  choices(field: FieldName, book: ReadonlyMap<string, string>): string[] | undefined {
    const written = this.list(field);
    if (!written) return undefined;
    const meanings = written.map((word) => meaningOf(book, word));
    if (meanings.every((meaning) => meaning !== undefined)) return [...new Set(meanings)];
    const known = [...new Set(book.values())];
    const mended = written.map((word, i) => meanings[i] ?? nearest(word, wordsOf(book)));
    this.tell(
      field,
      'UNKNOWN_WORD',
      known.join(', '),
      mended.every((word) => word !== undefined) ? mended.join('|') : undefined,
    );
    return undefined;
  }

  /** What else is wrong with such a cell follows from that. */
  #tellFormula(cell: string, ordinal: number): void {
    const header = this.#plan.readHeaderAt(ordinal);
    if (header === undefined) return;
    this.tellAt(header, cell, 'FORMULA_ERROR', cell.trim() === NOT_CALCULATED ? '' : cell.trim());
    this.#uncalculated.add(header);
  }

  #cell(field: MappedField): Cell {
    let cell = this.#cells.get(field);
    if (cell === undefined) this.#cells.set(field, (cell = this.#read(field)));
    return cell;
  }

  #read(field: MappedField): Cell {
    const template = this.#mapping.templates[field];
    const ordinal = this.#plan.ordinalOf(field);
    let cell: Cell = null;
    if (template !== undefined) cell = this.#fill(template);
    else if (ordinal !== undefined) cell = this.#row.cells[ordinal] ?? null;
    if (cell === null) cell = this.#mapping.constants[field] ?? null;
    const values = this.#mapping.values[field];
    if (!values || cell === null) return cell;
    const text = String(cell);
    const meaning = Object.hasOwn(values, text) ? values[text] : values['*'];
    if (meaning === null) this.isLeftOut = true;
    return meaning ?? cell;
  }

  #fill(template: string): string {
    return template.replace(/\{([^{}]+)\}/g, (_whole, header: string) =>
      String(this.#plan.cellOf(this.#row.cells, header) ?? '').trim(),
    );
  }
}
