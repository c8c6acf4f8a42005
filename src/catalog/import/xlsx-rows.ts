import { neutral } from './formula.js';
import type { ImportLimits } from './limits.js';
import { NOT_CALCULATED } from './formula-error.js';
import { mostUnpacked } from './open-bytes.js';
import { isFilled, type Cell, type SheetRow } from './sheet.js';
import { Unreadable } from './unreadable.js';
import { readParts, unescapeXlsx, type XlsxParts } from './xlsx-parts.js';
import { xmlPieces, type XmlListener } from './xml-events.js';
import { ZipFile } from './zip-file.js';

const DAY_SECONDS = 86_400;
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);
const MAC_EPOCH_MS = Date.UTC(1904, 0, 1);
/** Of a sheet (ECMA-376). A row may say its own number, and rows between two are given back as empty ones. */
const MOST_ROW = 1_048_576;

/**
 * The rows of the first sheet that is not hidden. Formulas come as the value that was saved with them; a date as
 * `2026-12-31` or `2026-12-31T18:00`, a time as `18:00`, as the clock of whoever wrote it showed it.
 * @throws Unreadable ZIP_BROKEN, ZIP_BOMB, XLSX_BROKEN, TOO_MANY_COLUMNS, ROW_TOO_LONG.
 */
export async function* xlsxRows(path: string, limits: ImportLimits): AsyncGenerator<SheetRow> {
  const zip = await ZipFile.open(path, limits);
  try {
    const parts = await readParts(zip, limits);
    const listener = new SheetListener(parts, limits, mostUnpacked(zip.fileBytes, limits));
    for await (const _piece of xmlPieces(parts.sheet, await zip.read(parts.sheet), listener)) {
      void _piece;
      yield* listener.ready.splice(0);
    }
  } finally {
    zip.close();
  }
}

class SheetListener implements XmlListener {
  readonly ready: SheetRow[] = [];
  readonly #parts: XlsxParts;
  readonly #limits: ImportLimits;
  /** Characters of all cells: many of them may share one long word. */
  readonly #most: number;
  #taken = 0;
  #row = 0;
  #cells: Cell[] = [];
  #length = 0;
  #column = -1;
  #type = '';
  #style = 0;
  #text = '';
  #inValue = false;
  #isFormula = false;

  constructor(parts: XlsxParts, limits: ImportLimits, most: number) {
    this.#parts = parts;
    this.#limits = limits;
    this.#most = most;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') this.#openRow(attributes);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'f') this.#isFormula = true;
    this.#inValue = name === 'v' || name === 't';
  }

  text(piece: string): void {
    if (!this.#inValue) return;
    this.#text += piece;
    this.#count(piece.length);
  }

  close(name: string): void {
    this.#inValue = false;
    if (name === 'c') this.#cells[this.#column] = this.#toCell();
    if (name !== 'row') return;
    for (let i = 0; i < this.#cells.length; i += 1) this.#cells[i] ??= null;
    if (this.#cells.some(isFilled)) this.ready.push({ row: this.#row, cells: this.#cells });
  }

  #count(characters: number): void {
    this.#length += characters;
    this.#taken += characters;
    if (this.#length > this.#limits.rowLength)
      throw new Unreadable('ROW_TOO_LONG', `row ${this.#row} is longer than ${this.#limits.rowLength} characters`);
    if (this.#taken > this.#most)
      throw new Unreadable('ZIP_BOMB', `the cells hold more than ${this.#most} characters; it is refused as a bomb`);
  }

  #openRow({ r }: Record<string, string>): void {
    const row = r === undefined ? this.#row + 1 : Number(r);
    if (!(Number.isInteger(row) && row > this.#row && row <= MOST_ROW))
      throw new Unreadable(
        'XLSX_BROKEN',
        `after row ${this.#row} comes row "${String(r).slice(0, 20)}", and a sheet counts up to ${MOST_ROW}; save it again`,
      );
    this.#row = row;
    this.#cells = [];
    this.#length = 0;
    this.#column = -1;
  }

  #openCell({ r, t, s }: Record<string, string>): void {
    this.#column = r === undefined ? this.#column + 1 : columnOf(r);
    if (!(this.#column >= 0 && this.#column < this.#limits.columns))
      throw new Unreadable('TOO_MANY_COLUMNS', `row ${this.#row} has more than ${this.#limits.columns} columns`);
    this.#type = t ?? 'n';
    this.#style = Number(s ?? 0);
    this.#text = '';
    this.#isFormula = false;
  }

  #toCell(): Cell {
    const text = this.#text;
    // A formula that comes to an empty text is saved as one; any other without a result was never calculated.
    if (text === '') return this.#isFormula && this.#type !== 'str' ? NOT_CALCULATED : null;
    if (this.#type === 's') return this.#sharedWord(Number(text));
    if (this.#type === 'b') return text === '1';
    if (this.#type === 'n') return this.#toNumber(Number(text));
    return toText(unescapeXlsx(text));
  }

  #sharedWord(ordinal: number): Cell {
    const word = this.#parts.strings[ordinal] ?? '';
    this.#count(word.length);
    return toText(word);
  }

  #toNumber(value: number): Cell {
    if (!this.#parts.dateStyles.has(this.#style)) return value;
    const wall = new Date(
      (this.#parts.from1904 ? MAC_EPOCH_MS : EXCEL_EPOCH_MS) + Math.round(value * DAY_SECONDS) * 1000,
    );
    if (Number.isNaN(wall.getTime())) return value;
    const told = wall.toISOString();
    // Below one there is no day, but a time of day.
    if (value >= 0 && value < 1) return told.slice(11, 16);
    return Number.isInteger(value) ? told.slice(0, 10) : told.slice(0, 16);
  }
}

function toText(text: string): Cell {
  return text === '' ? null : neutral.read(text);
}

/** `AB12` is the 28th column, ordinal 27. */
function columnOf(reference: string): number {
  let ordinal = 0;
  for (const char of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') ordinal = ordinal * 26 + char.charCodeAt(0) - 64;
  return ordinal - 1;
}
