/** Why a whole file is refused: its rows cannot be told apart, or it asks for more than we give. Codes are stable. */
export const UNREADABLE_CODES = [
  'FILE_MISSING',
  'FILE_TOO_LARGE',
  'FILE_EMPTY',
  'FORMAT_UNKNOWN',
  'COLUMNS_UNKNOWN',
  'ENCODING_UNKNOWN',
  'ZIP_BOMB',
  'ZIP_BROKEN',
  'XLSX_BROKEN',
  'CSV_BROKEN',
  'JSON_BROKEN',
  'JSON_TOO_DEEP',
  'KEY_FORBIDDEN',
  'ROW_TOO_LONG',
  'TOO_MANY_COLUMNS',
  'TOO_MANY_ROWS',
  'MAPPING_WRONG',
  'SPACE_FULL',
] as const;

export type UnreadableCode = (typeof UNREADABLE_CODES)[number];

const inRow = (row: string) => (row ? ` in Zeile ${row}` : '');

/** The same in German, and addressed to nobody. `about` is what the code needs to say more. */
const GERMAN: Record<UnreadableCode, (about: string) => string> = {
  FILE_MISSING: () => 'diese Datei gibt es nicht',
  FILE_TOO_LARGE: () => 'die Datei ist zu groß: in mehrere aufteilen, oder ein Angebot je Zeile als NDJSON senden',
  FILE_EMPTY: () => 'die Datei ist leer',
  FORMAT_UNKNOWN: () =>
    'das ist keine Tabelle, die gelesen werden kann: als CSV oder XLSX speichern (auch JSON, NDJSON und GeoJSON gehen), mit den Namen der Spalten in der ersten Zeile',
  COLUMNS_UNKNOWN: (found) =>
    `keine Spalte ist bekannt; in der ersten Zeile steht ${found}. Die Spalten wie in einer Vorlage nennen, oder eine Zuordnung mitgeben; von einer Arbeitsmappe zählt das erste sichtbare Blatt`,
  ENCODING_UNKNOWN: () => 'die Zeichen der Datei sind nicht zu lesen: als UTF-8 speichern',
  ZIP_BOMB: () => 'die Datei ist so gepackt, dass sie übermäßig groß würde, und wird deshalb nicht geöffnet',
  ZIP_BROKEN: () => 'die Datei ist beschädigt oder nicht vollständig: noch einmal speichern und senden',
  XLSX_BROKEN: () => 'das ist keine Arbeitsmappe von Excel, oder sie ist beschädigt: noch einmal als XLSX speichern',
  CSV_BROKEN: (row) =>
    `ein Anführungszeichen${inRow(row)} ist nicht geschlossen oder steht allein: ein " im Text als "" schreiben`,
  JSON_BROKEN: () => 'die Datei ist kein gültiges JSON',
  JSON_TOO_DEEP: () => 'die Werte sind zu tief ineinander verschachtelt',
  KEY_FORBIDDEN: () => 'die Datei enthält einen Schlüssel, der nicht erlaubt ist, wie __proto__',
  ROW_TOO_LONG: (row) =>
    `eine Zeile${row ? ` (${row})` : ''} ist zu lang; vielleicht öffnet darin ein Anführungszeichen, das nicht geschlossen wird`,
  TOO_MANY_COLUMNS: () => 'die Datei hat zu viele Spalten',
  TOO_MANY_ROWS: () => 'die Datei hat zu viele Zeilen: in mehrere aufteilen',
  SPACE_FULL: () =>
    'es ist kein Platz mehr für Uploads und Versionen: Uploads löschen, die nicht mehr gebraucht werden',
  MAPPING_WRONG: (fault) => `die Zuordnung fehlt oder ist fehlerhaft${fault && `: ${fault}`}`,
};

/** The file cannot be read; `message` says what is wrong, where, and how to mend it. */
export class Unreadable extends Error {
  constructor(
    readonly code: UnreadableCode,
    message: string,
    /** What the German words need to say more. */
    readonly about = '',
  ) {
    super(message);
    this.name = 'Unreadable';
  }

  /** The message for readers of German. */
  get german(): string {
    return GERMAN[this.code](this.about);
  }
}

/** What unpacking says of a file that is no whole gzip is a fault of the file. */
export function asUnreadable(error: unknown): unknown {
  if (error instanceof Unreadable) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_'))
    return new Unreadable('ZIP_BROKEN', `the packed file breaks off: ${message}; pack it again`);
  return error;
}
