import { offer as offerSchema, type CatalogOffer } from '../../contract/catalog.js';
import { toIssues } from '../../contract/parse.js';
import { HOME_ZONE } from '../home-zone.js';
import { ColumnPlan } from './column-plan.js';
import { IMPORT_LIMITS, type ImportLimits } from './limits.js';
import { NO_MAPPING, type Mapping } from './mapping.js';
import { openSheet } from './open-sheet.js';
import type { CellProblem } from './problem.js';
import { toRowKnown, type Known, type RowKnown } from './known.js';
import { fieldOfPath, readOffer } from './read-offer.js';
import { RowCells, type Manner } from './row-cells.js';
import type { Delimiter, Sheet, SheetFormat, SheetRow } from './sheet.js';
import { SwappedPlaces } from './swapped-places.js';
import { Unreadable } from './unreadable.js';

export interface ImportOptions {
  readonly known: Known;
  readonly mapping?: Mapping;
  readonly limits?: ImportLimits;
  /** Epoch ms: what ends before is told as over. Left out: the time of the server. */
  readonly now?: number;
  /** Each offer that is right by itself, in the order of the file. Rows that only the whole file shows as wrong
   * (swapped places) are among `refusedRows` at the end. */
  onOffer?(offer: CatalogOffer, row: number): void | Promise<void>;
  /** Rows to pass over: another reading has shown that they are wrong. */
  readonly skip?: ReadonlySet<number>;
  /** How many rows were read so far, once in a while. What it throws ends the reading. */
  onRows?(rows: number): void;
  /** The id of each row that has a problem of its own, where it has an id. */
  onRefused?(id: string, row: number): void;
}

export interface ImportReport {
  readonly format: SheetFormat;
  readonly headerRow: number | null;
  readonly columns: readonly string[];
  /** Whether rows were read by columns, and not only whole offers in the form of the contract. */
  readonly hasColumns: boolean;
  readonly delimiter?: Delimiter;
  /** The column that a place in an offer is read from, as the file calls it. */
  columnOf(path: string): string;
  /** Rows that hold an offer, right or wrong. */
  readonly rows: number;
  /** Rows that the mapping says are none of ours. */
  readonly leftOut: number;
  /** What is to be known of rows that are right all the same; `problems` keeps a tenth of its limit of them. */
  readonly warnings: number;
  /** All problems; `problems` keeps the first of them, as many as the limit says, by row. */
  readonly errors: number;
  readonly problems: readonly CellProblem[];
  /** Rows with a problem: no offer of theirs may go live. */
  readonly refusedRows: ReadonlySet<number>;
  /** Those of them that seemed right when they were read: `onOffer` got them. */
  readonly refusedLate: ReadonlySet<number>;
}

const ROWS_A_TOLD = 1_000;

/**
 * Reads a file of any kind into offers and problems, row by row: what is held is one row, the ids and places of all, and
 * the problems. Nothing is written.
 * @throws Unreadable when the file as a whole is refused.
 */
export async function importCatalog(path: string, options: ImportOptions): Promise<ImportReport> {
  const sheet = await openSheet(path, options.limits ?? IMPORT_LIMITS);
  const reading = new Reading(sheet, options);
  for await (const row of sheet.rows) await reading.take(row);
  return reading.report();
}

class Reading {
  readonly #sheet: Sheet;
  readonly #options: ImportOptions;
  readonly #mapping: Mapping;
  readonly #plan: ColumnPlan;
  readonly #problems: CellProblem[] = [];
  readonly #refused = new Set<number>();
  readonly #refusedLate = new Set<number>();
  readonly #rowById = new Map<string, number>();
  readonly #places = new SwappedPlaces();
  readonly #manner: Manner;
  readonly #known: RowKnown;
  readonly #warnings: CellProblem[] = [];
  #warned = 0;
  #errors = 0;
  #rows = 0;
  #leftOut = 0;
  #hasRecords = false;

  constructor(sheet: Sheet, options: ImportOptions) {
    this.#sheet = sheet;
    this.#options = options;
    this.#mapping = options.mapping ?? NO_MAPPING;
    this.#known = toRowKnown(options.known);
    this.#plan = new ColumnPlan(sheet.columns, sheet.headerRow, this.#mapping, options.known.head?.offerAttributes);
    this.#manner = {
      decimalComma: this.#mapping.decimalComma ?? (sheet.delimiter === ';' || this.#plan.language === 'de'),
      timeZone: this.#mapping.timeZone ?? HOME_ZONE,
      now: options.now ?? Date.now(),
    };
    if (sheet.headerRow === null) return;
    this.#refuseForeign();
    this.#tellMissing();
    this.#plan.problems.push(...this.#plan.tellUnmet());
  }

  async take(row: SheetRow): Promise<void> {
    this.#plan.grow(row.row);
    if (row.fault) {
      this.#rows += 1;
      this.#keep([{ row: row.row, column: null, value: row.fault.value || null, code: row.fault.code, about: '' }]);
      return;
    }
    if (this.#rows % ROWS_A_TOLD === 0) this.#options.onRows?.(this.#rows);
    const offer = row.offer ? this.#takeWhole(row, row.offer) : this.#takeCells(row);
    if (!offer) return;
    if (this.#options.skip?.has(row.row)) this.#options.onRefused?.(offer.id, row.row);
    else await this.#options.onOffer?.(offer, row.row);
  }

  report(): ImportReport {
    if (this.#sheet.headerRow === null && this.#hasRecords) this.#warn(this.#plan.tellUnmet(true));
    this.#tellSwapped();
    if (this.#rows === 0) this.#plan.problems.push({ row: 1, column: null, value: null, code: 'NO_ROWS', about: '' });
    this.#errors += this.#plan.problems.length;
    const { format, headerRow, columns, delimiter } = this.#sheet;
    const problems = [...this.#plan.problems, ...this.#problems, ...this.#warnings].sort((a, b) => a.row - b.row);
    return {
      format,
      headerRow,
      columns: [...columns],
      hasColumns: this.#hasRecords,
      columnOf: (path) => this.#plan.headerOf(fieldOfPath(path)),
      delimiter,
      rows: this.#rows,
      leftOut: this.#leftOut,
      warnings: this.#warned,
      errors: this.#errors,
      problems: problems.slice(0, this.#limits.problems),
      refusedRows: this.#refused,
      refusedLate: this.#refusedLate,
    };
  }

  /** No offer can be in it: another table, a letter, a sheet with another one before it. */
  #refuseForeign(): void {
    const { columns, format } = this.#sheet;
    if (this.#plan.isOfOffers || Object.keys(this.#mapping.columns).length > 0) return;
    const found = columns.slice(0, 5).map((column) => `"${column.slice(0, 40)}"`);
    const where = format === 'xlsx' ? ' of the first visible sheet' : '';
    throw new Unreadable(
      'COLUMNS_UNKNOWN',
      `no column${where} is known; its first row has ${found.join(', ')}. Name the columns as a template does, or give a mapping`,
      found.join(', '),
    );
  }

  #tellMissing(): void {
    this.#plan.tellMissing(this.#known.required);
    this.#plan.tellMissingAttributes();
  }

  get #limits(): ImportLimits {
    return this.#options.limits ?? IMPORT_LIMITS;
  }

  #takeWhole({ row }: SheetRow, given: Record<string, unknown>): CatalogOffer | undefined {
    this.#rows += 1;
    const parsed = offerSchema.safeParse(given);
    const faults: CellProblem[] = parsed.success
      ? []
      : parsed.error.issues
          .flatMap(toIssues)
          .map(({ path, message }) => ({ row, column: path || null, value: null, code: 'SCHEMA', about: message }));
    if (typeof given.id === 'string') faults.push(...this.#duplicates(given.id, 'id', row));
    this.#keep(faults);
    if (faults.length > 0 && typeof given.id === 'string') this.#options.onRefused?.(given.id, row);
    return parsed.success && faults.length === 0 ? parsed.data : undefined;
  }

  #takeCells(row: SheetRow): CatalogOffer | undefined {
    this.#hasRecords = true;
    const cells = new RowCells(row, this.#plan, this.#mapping, this.#manner);
    if (cells.isLeftOut) {
      this.#leftOut += 1;
      return undefined;
    }
    this.#rows += 1;
    const offer = readOffer(cells, this.#known);
    const id = cells.text('id');
    if (id !== undefined) cells.problems.push(...this.#duplicates(id, this.#plan.headerOf('id'), row.row));
    const [lat, lng] = [Number(cells.text('lat')), Number(cells.text('lng'))];
    if (cells.text('lat') !== undefined && Math.abs(lat) <= 90 && Math.abs(lng) <= 180)
      this.#places.see({ row: row.row, lat, lng });
    this.#keep(cells.problems);
    this.#warn(cells.warnings);
    if (cells.problems.length === 0 && offer) return offer;
    this.#refused.add(row.row);
    if (id !== undefined) this.#options.onRefused?.(id, row.row);
    return undefined;
  }

  #duplicates(id: string, column: string, row: number): CellProblem[] {
    const first = this.#rowById.get(id);
    if (first === undefined) this.#rowById.set(id, row);
    if (first === undefined) return [];
    return [{ row, column, value: id, code: 'DUPLICATE_ID', about: String(first), suggestion: `${id}-${row}` }];
  }

  #tellSwapped(): void {
    for (const { row, lat, lng } of this.#places.find()) {
      if (!this.#refused.has(row) && !this.#options.skip?.has(row)) this.#refusedLate.add(row);
      const swap = (field: 'lat' | 'lng', value: number, suggestion: number): CellProblem => ({
        row,
        column: this.#plan.headerOf(field),
        value: String(value),
        code: 'LAT_LNG_SWAPPED',
        about: '',
        suggestion: String(suggestion),
      });
      this.#keep([swap('lat', lat, lng), swap('lng', lng, lat)]);
    }
  }

  #warn(warnings: readonly CellProblem[]): void {
    this.#warned += warnings.length;
    if (this.#warnings.length < this.#limits.problems / 10) this.#warnings.push(...warnings);
  }

  #keep(problems: readonly CellProblem[]): void {
    this.#errors += problems.length;
    for (const problem of problems) {
      this.#refused.add(problem.row);
      if (this.#problems.length < this.#limits.problems) this.#problems.push(problem);
    }
  }
}
