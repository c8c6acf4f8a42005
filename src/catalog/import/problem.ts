import type { Said } from '../said.js';
import type { Language } from './fields.js';

type Sentence = (value: string, about: string) => string;
type Entry = Record<Language, Sentence>;

const GERMAN_TYPES: Record<string, string> = { text: 'ein Text', number: 'eine Zahl', boolean: 'ja oder nein' };
const ENGLISH_TYPES: Record<string, string> = { text: 'a text', number: 'a number', boolean: 'yes or no' };
/** Of two parts with a bar between them. */
const headOf = (names: string) => names.split('|', 1)[0]!;
const restOf = (names: string) => (names.includes('|') ? names.slice(names.indexOf('|') + 1) : '');

/**
 * What can be wrong with a cell, in both languages: the one table of these codes. `value` is the cell, cut; `about` is
 * what the code needs to say more. German words address nobody, so that they suit a house of du and one of Sie.
 */
export const PROBLEM_TEXTS = {
  UNKNOWN_COLUMN: {
    de: (value, near) =>
      `die Spalte „${value}“ ist unbekannt${near ? `; gemeint ist wohl „${near}“` : '; ein # vor dem Namen macht sie zur Notiz'}`,
    en: (value, near) =>
      `the column "${value}" is unknown${near ? `; "${near}" may be meant` : '; a # before its name makes it a note'}`,
  },
  COLUMN_TWICE: {
    de: (value, first) => `„${value}“ meint dasselbe wie die Spalte „${first}“; eine von beiden reicht`,
    en: (value, first) => `"${value}" means the same as the column "${first}"; one of them will do`,
  },
  MISSING_COLUMN: {
    de: (_value, header) => `die Spalte „${header}“ fehlt`,
    en: (_value, header) => `the column "${header}" is missing`,
  },
  MAPPED_COLUMN_MISSING: {
    de: (value, columns) =>
      `die Zuordnung nennt die Spalte „${value}“, die in der Datei fehlt; dort stehen: ${columns}`,
    en: (value, columns) => `the mapping names the column "${value}", which the file does not have; it has: ${columns}`,
  },
  MOST_REMOVED: {
    de: (_value, counts) =>
      `${headOf(counts)} der ${restOf(counts)} Angebote, die gerade gelten, stehen nicht in der Datei und gälten nicht mehr; mit mode=merge (--merge) bleiben sie`,
    en: (_value, counts) =>
      `${headOf(counts)} of the ${restOf(counts)} offers that serve are not in the file and would serve no more; with mode=merge (--merge) they stay`,
  },
  NO_ROWS: {
    de: () => 'in der Datei steht kein Angebot',
    en: () => 'there is no offer in the file',
  },
  NOTHING_SERVES: {
    de: () =>
      'es gilt noch kein Angebot, für das das gelten könnte: zuerst einen Katalog mit Angeboten veröffentlichen',
    en: () => 'no offer serves yet that this could be for: publish a catalog with offers first',
  },
  ROW_BROKEN: { de: () => 'die Zeile ist kein JSON-Objekt', en: () => 'the line is no JSON object' },
  QUOTE_ALONE: {
    de: () => 'ein einzelnes Anführungszeichen; den ganzen Wert in " setzen und innen "" schreiben',
    en: () => 'a quote stands alone; put the whole value into " and write "" inside',
  },
  TOO_MANY_CELLS: {
    de: () => 'die Zeile hat mehr Zellen als die Kopfzeile; Werte mit Trennzeichen gehören in "',
    en: () => 'the row has more cells than the header; values with delimiters belong into "',
  },
  FORMULA_ERROR: {
    de: (_value, error) =>
      error
        ? `die Formel in dieser Zelle ergibt ${error}; die Formel richten oder den Wert selbst eintragen`
        : 'die Formel in dieser Zelle ist ohne Ergebnis gespeichert; in der Tabellenkalkulation öffnen und neu speichern, oder den Wert selbst eintragen',
    en: (_value, error) =>
      error
        ? `the formula in this cell comes to ${error}; mend it, or write the value itself`
        : 'the formula in this cell was saved without its result; open and save the file in the spreadsheet, or write the value itself',
  },
  REQUIRED: { de: () => 'darf nicht leer sein', en: () => 'must not be empty' },
  BAD_ID: {
    de: () => 'darf nur Buchstaben, Ziffern und . _ : @ - haben, höchstens 128',
    en: () => 'may hold letters, digits and . _ : @ - only, at most 128',
  },
  DUPLICATE_ID: {
    de: (value, row) => (row ? `„${value}“ steht schon in Zeile ${row}` : `„${value}“ gibt es schon`),
    en: (value, row) => (row ? `"${value}" stands in row ${row} already` : `"${value}" exists already`),
  },
  UNKNOWN_CATEGORY: {
    de: (value) => `die Kategorie „${value}“ kennt das Modell nicht; mit einer Startneigung geht jede`,
    en: (value) => `the model does not know the category "${value}"; with a starting propensity any will do`,
  },
  UNKNOWN_TOUCHPOINT: {
    de: (value, known) => `den Kontaktpunkt „${value}“ gibt es nicht; es gibt ${known}`,
    en: (value, known) => `there is no touchpoint "${value}"; there are ${known}`,
  },
  UNKNOWN_PLACEMENT: {
    de: (value, known) => `den Platz „${value}“ gibt es dort nicht; es gibt ${known}`,
    en: (value, known) => `there is no placement "${value}" there; there are ${known}`,
  },
  UNKNOWN_WORD: {
    de: (value, known) => `„${value}“ ist unbekannt; es gibt ${known}`,
    en: (value, known) => `"${value}" is unknown; there are ${known}`,
  },
  BAD_DATE: {
    de: () =>
      'ist kein Datum; so wird es gelesen: 31.12.2026, 31.12.2026 18:00 oder 2026-12-31. Leer heißt: ohne Grenze',
    en: () => 'is no date; these are read: 31.12.2026, 31.12.2026 18:00 or 2026-12-31. Left empty: without a limit',
  },
  IMPOSSIBLE_DATE: {
    de: () => 'diesen Tag oder diese Uhrzeit gibt es nicht',
    en: () => 'there is no such day or time of day',
  },
  END_BEFORE_START: {
    de: (_value, start) => `liegt nicht nach dem Beginn (${start})`,
    en: (_value, start) => `does not lie after the start (${start})`,
  },
  ALREADY_OVER: {
    de: () => 'liegt in der Vergangenheit: so wird das Angebot nie gezeigt',
    en: () => 'lies in the past: the offer is never shown like this',
  },
  BAD_DECIMAL: {
    de: (_value, digits) => `ist keine Zahl${digits ? ` mit höchstens ${digits} Stellen nach dem Komma` : ''}`,
    en: (_value, digits) => `is no number${digits ? ` with at most ${digits} decimal places` : ''}`,
  },
  NEGATIVE: { de: () => 'darf nicht negativ sein', en: () => 'must not be negative' },
  OUT_OF_RANGE: {
    de: (_value, range) => `muss zwischen ${range.replace('..', ' und ')} liegen`,
    en: (_value, range) => `must lie between ${range.replace('..', ' and ')}`,
  },
  OVER_LIMIT: { de: (_value, most) => `darf höchstens ${most} sein`, en: (_value, most) => `must be ${most} at most` },
  RADIUS_TOO_SMALL: {
    de: () => 'der Umkreis muss mindestens 10 m haben',
    en: () => 'the radius must have 10 m at least',
  },
  BAD_CURRENCY: {
    de: () => 'ist keine Währung nach ISO 4217, wie EUR oder CHF',
    en: () => 'is no currency of ISO 4217, such as EUR or CHF',
  },
  BAD_BOOLEAN: { de: () => 'muss ja oder nein sein', en: () => 'must be yes or no' },
  LAT_LNG_SWAPPED: {
    de: () => 'Breite und Länge sind wohl vertauscht: so liegt der Ort weit weg von allen anderen',
    en: () => 'latitude and longitude seem to be swapped: the place lies far from all others',
  },
  POSITION_HALF: {
    de: (_value, other) => `braucht auch „${other}“`,
    en: (_value, other) => `needs "${other}" as well`,
  },
  BUDGET_HALF: {
    de: (_value, other) => `braucht auch „${other}“`,
    en: (_value, other) => `needs "${other}" as well`,
  },
  PLACE_MISSING: {
    de: () => 'wer „nein“ sagt, braucht Breite und Länge oder eine Fläche',
    en: () => 'with "no" a latitude and longitude, or an area, is needed',
  },
  BAD_AREA: {
    de: () => 'ist kein Polygon in GeoJSON oder WKT, wie POLYGON ((13.4 52.5, 13.5 52.5, 13.5 52.6, 13.4 52.5))',
    en: () => 'is no polygon in GeoJSON or WKT, such as POLYGON ((13.4 52.5, 13.5 52.5, 13.5 52.6, 13.4 52.5))',
  },
  AREA_TOO_LONG: {
    de: () => 'hat mehr als 2000 Ecken; bitte vereinfachen',
    en: () => 'has more than 2000 corners; simplify it',
  },
  AREA_OPEN: {
    de: () => 'das Polygon ist offen: die letzte Ecke muss die erste sein',
    en: () => 'the polygon is open: its last corner must be its first',
  },
  AREA_CROSSING: {
    de: () => 'das Polygon kreuzt sich selbst',
    en: () => 'the polygon crosses itself',
  },
  MISSING_VARIANT: {
    de: (_value, form) => `der Text für ${form === 'sie' ? 'Sie' : 'du'} fehlt; oder ein neutraler statt beider`,
    en: (_value, form) => `the text for ${form === 'sie' ? 'Sie' : 'du'} is missing; or give a neutral one for both`,
  },
  MIXED_ADDRESS: {
    de: (_value, words) => `spricht auch anders an: ${words}. Nach dem Ändern bitte lesen`,
    en: (_value, words) => `addresses in another way too: ${words}. Read it over when changed`,
  },
  TOO_LONG: {
    de: (_value, most) => `ist länger als ${most} Zeichen, die diese Form erlaubt`,
    en: (_value, most) => `is longer than the ${most} characters of its format`,
  },
  BAD_ICU: {
    de: (_value, reason) => `die geschweiften Klammern sind keine ICU-Nachricht (${reason})`,
    en: (_value, reason) => `the braces are no ICU message (${reason})`,
  },
  UNKNOWN_ARGUMENT: {
    de: (_value, names) => `füllt „${headOf(names)}“ ein, was es hier nicht gibt; es gibt ${restOf(names)}`,
    en: (_value, names) => `fills in "${headOf(names)}", which is not known here; there are ${restOf(names)}`,
  },
  WRONG_ARGUMENT: {
    de: (_value, name) => `„${name}“ ist keine Zahl und wird wie eine gebraucht`,
    en: (_value, name) => `"${name}" is no number and is used as one`,
  },
  BAD_HOURS: {
    de: (_value, part) => `„${part}“ sind keine Öffnungszeiten, wie Mo-Fr 08:00-18:00; Sa 09:00-14:00`,
    en: (_value, part) => `"${part}" are no opening hours, such as Mo-Fr 08:00-18:00; Sa 09:00-14:00`,
  },
  HOLIDAYS_NOT_USED: {
    de: (_value, part) => `„${part}“ wird nicht beachtet: Feiertage gehören einzeln zu den Ausnahmen`,
    en: (_value, part) => `"${part}" is not used: name each holiday among the exceptions`,
  },
  BAD_EXCEPTION: {
    de: (_value, part) => `„${part}“ ist keine Ausnahme, wie 24.12.2026 09:00-14:00 oder 25.12.2026 zu`,
    en: (_value, part) => `"${part}" is no exception, such as 2026-12-24 09:00-14:00 or 2026-12-25 closed`,
  },
  BAD_TIME_ZONE: {
    de: () => 'ist keine Zeitzone, wie Europe/Vienna',
    en: () => 'is no time zone, such as Europe/Vienna',
  },
  UNKNOWN_ZONE: {
    de: (_value, names) => `die Zone „${headOf(names)}“ gibt es nicht; es gibt ${restOf(names) || 'keine'}`,
    en: (_value, names) => `there is no zone "${headOf(names)}"; there are ${restOf(names) || 'none'}`,
  },
  UNKNOWN_GROUP: {
    de: (value) => `die Gruppe „${value}“ steht nicht im Kopf des Katalogs`,
    en: (value) => `the head of the catalog has no group "${value}"`,
  },
  UNKNOWN_ATTRIBUTE: {
    de: (_value, names) =>
      `das Merkmal „${headOf(names)}“ steht nicht unter offerAttributes im Kopf des Katalogs${restOf(names) && `; gemeint ist wohl „${restOf(names)}“`}`,
    en: (_value, names) =>
      `the head of the catalog has no "${headOf(names)}" under offerAttributes${restOf(names) && `; "${restOf(names)}" may be meant`}`,
  },
  ATTRIBUTE_MISSING: {
    de: (_value, name) => `jedes Angebot braucht das Merkmal „${name}“`,
    en: (_value, name) => `each offer must have "${name}"`,
  },
  NAME_RESERVED: {
    de: (value) => `in Texten heißt „${value}“ schon etwas anderes: einen anderen Namen geben`,
    en: (value) => `texts know "${value}" as something else: give it another name`,
  },
  FANS_WITHOUT_PLACE: {
    de: () => 'wird vom Ort aus gemessen: einen Ort angeben',
    en: () => 'is measured from the place: give one',
  },
  MISSING_LOCALE: {
    de: (_value, locale) => `hat keine Worte in „${locale}“`,
    en: (_value, locale) => `has no words in "${locale}"`,
  },
  UNKNOWN_OFFER: {
    de: (value, where) =>
      `das Angebot „${value}“ antwortet an ${where}, wenn sonst keines da ist: es muss in der Datei stehen`,
    en: (value, where) => `the offer "${value}" is the fallback of ${where}: it must be in the file`,
  },
  NO_TREATMENT: {
    de: (value, where) => `das Angebot „${value}“ hat keine Form für ${where}`,
    en: (value, where) => `the offer "${value}" has no treatment for ${where}`,
  },
  DUPLICATE_FALLBACK: {
    de: (_value, where) => `für ${where} gibt es schon ein Ersatzangebot`,
    en: (_value, where) => `${where} has a fallback already`,
  },
  GROUP_TOO_LARGE: {
    de: (value, most) => `die Gruppe „${value}“ hat mehr als ${most} Angebote: in kleinere teilen`,
    en: (value, most) => `the group "${value}" has more than ${most} offers: make smaller ones`,
  },
  WOULD_BE_LEFT_OUT: {
    de: (value, reason) => `das Angebot „${value}“, das gerade gilt, fiele weg: ${reason}`,
    en: (value, reason) => `the offer "${value}", which serves, would be left out: ${reason}`,
  },
  WRONG_ATTRIBUTE: {
    de: (_value, type) => `muss ${GERMAN_TYPES[type] ?? `eines von ${type}`} sein`,
    en: (_value, type) => `must be ${ENGLISH_TYPES[type] ?? `one of ${type}`}`,
  },
  RULE_SYNTAX: {
    de: (_value, reason) => `ist keine Regel: ${reason}`,
    en: (_value, reason) => `is no rule: ${reason}`,
  },
  RULE_UNKNOWN_FIELD: { de: (_value, reason) => reason, en: (_value, reason) => reason },
  RULE_WRONG_TYPE: { de: (_value, reason) => reason, en: (_value, reason) => reason },
  RULE_NOT_ALLOWED: { de: (_value, reason) => reason, en: (_value, reason) => reason },
  RULE_TOO_LARGE: { de: (_value, reason) => reason, en: (_value, reason) => reason },
  UNREADABLE: {
    de: (_value, reason) => `kann nicht als JSON gelesen werden: ${reason}`,
    en: (_value, reason) => `cannot be read as JSON: ${reason}`,
  },
  SCHEMA: { de: (_value, reason) => reason, en: (_value, reason) => reason },
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof PROBLEM_TEXTS;

/** One fault at one cell. */
export interface CellProblem {
  /** As people count; see SheetRow. */
  readonly row: number;
  /** As the file calls it; null where it is the row as a whole. */
  readonly column: string | null;
  /** Cut to 80 characters; null for an empty cell. */
  readonly value: string | null;
  readonly code: ProblemCode;
  readonly about: string | Said;
  /** What would be right in that cell. Absent where nobody can know. */
  readonly suggestion?: string;
  /** Something to know: the row is right all the same. */
  readonly isWarning?: true;
}

/** One that a table of codes knows, or that says itself in `about` what it is. */
export type ToldProblem = Omit<CellProblem, 'code' | 'row'> & { readonly code: string; readonly row: number | null };

const LONGEST_VALUE = 80;

export function cutValue(value: string | null): string | null {
  return value !== null && value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
}

/** The reason as a sentence in one language. */
export function tellProblem({ code, value, about }: ToldProblem, language: Language): string {
  const entry = (PROBLEM_TEXTS as Record<string, Entry>)[code];
  const said = typeof about === 'string' ? about : about[language];
  return entry ? entry[language](value ?? '', said) : said;
}
