import type { OfferAttributeTypes } from '../../contract/catalog.js';
import {
  attributeOfHeader,
  fieldOfHeader,
  FIELDS,
  isPassedOver,
  KNOWN_HEADERS,
  type FieldName,
  type Language,
} from './fields.js';
import type { MappedField, Mapping } from './mapping.js';
import { nearest } from './nearest.js';
import type { CellProblem } from './problem.js';
import type { Cell } from './sheet.js';

/** Columns that are told where another one was looked for. */
const MOST_TOLD = 20;

/** Which column holds which field; problems of the header are gathered as columns come. */
export class ColumnPlan {
  readonly problems: CellProblem[] = [];
  readonly #columns: readonly string[];
  readonly #mapping: Mapping;
  readonly #headerRow: number | null;
  readonly #ordinals = new Map<FieldName, number>();
  readonly #attributes = new Map<string, number>();
  readonly #given = new Map<string, string>();
  readonly #declared: OfferAttributeTypes;
  readonly #byHeader = new Map<string, number>();
  /** Fields whose column is there under a name that nobody knows: their cells are not missing. */
  readonly #misspelled = new Set<FieldName>();
  /** Ordinals of columns from which offers are read. */
  readonly #read = new Set<number>();
  #seen = 0;
  #germanHeaders = 0;

  constructor(
    columns: readonly string[],
    headerRow: number | null,
    mapping: Mapping,
    declared: OfferAttributeTypes = {},
  ) {
    this.#declared = declared;
    this.#columns = columns;
    this.#headerRow = headerRow;
    this.#mapping = mapping;
    this.grow(headerRow ?? 1);
    for (const field of Object.keys({ ...mapping.constants, ...mapping.templates })) {
      const attribute = attributeOfHeader(field);
      if (attribute === undefined) continue;
      if (Object.hasOwn(declared, attribute)) this.#given.set(attribute, field);
      else this.#tellUnknownAttribute(attribute, field, headerRow ?? 1);
    }
  }

  /** Looks at columns that have come since; `row` is where they came. */
  grow(row: number): void {
    for (; this.#seen < this.#columns.length; this.#seen += 1) this.#look(this.#columns[this.#seen]!, this.#seen, row);
  }

  /** The ordinal of the column that holds the field. */
  ordinalOf(field: MappedField): number | undefined {
    const attribute = attributeOfHeader(field);
    return attribute === undefined ? this.#ordinals.get(field as FieldName) : this.#attributes.get(attribute);
  }

  /** Attributes that the head declares, and that a column or the mapping gives: name and header. */
  get attributes(): ReadonlyMap<string, string> {
    return this.#given;
  }

  cellOf(cells: readonly Cell[], header: string): Cell {
    const ordinal = this.#byHeader.get(header);
    return ordinal === undefined ? null : (cells[ordinal] ?? null);
  }

  /** The header of a column from which offers are read; undefined for notes and what is passed over. */
  readHeaderAt(ordinal: number): string | undefined {
    return this.#read.has(ordinal) ? this.#columns[ordinal] : undefined;
  }

  /** As the file calls it; where the file has no such column, as the template of its language does. */
  headerOf(field: FieldName): string {
    const ordinal = this.#ordinals.get(field);
    return ordinal === undefined ? FIELDS[field][this.language] : this.#columns[ordinal]!;
  }

  /** Whether nothing can be said about a field, since its column is there under a name that nobody knows. */
  isMisspelled(field: FieldName): boolean {
    return this.#misspelled.has(field);
  }

  /** Records name their own columns: what one of them lacks is told of it. */
  isGiven(field: FieldName): boolean {
    return (
      this.#headerRow === null ||
      this.#ordinals.has(field) ||
      this.#mapping.constants[field] !== undefined ||
      this.#mapping.templates[field] !== undefined
    );
  }

  /** Whether any column is one of an offer, as it is written or nearly so. */
  get isOfOffers(): boolean {
    return this.#read.size > 0 || this.#misspelled.size > 0;
  }

  /** The language in which most of the headers are written. */
  get language(): Language {
    return this.#germanHeaders > 0 ? 'de' : 'en';
  }

  /** Fields without which there is no offer, and that no column holds. */
  tellMissing(fields: readonly FieldName[]): void {
    for (const field of fields) {
      if (this.isGiven(field) || this.#misspelled.has(field)) continue;
      const header = FIELDS[field][this.language];
      this.problems.push({
        row: this.#headerRow ?? 1,
        column: header,
        value: null,
        code: 'MISSING_COLUMN',
        about: header,
      });
    }
  }

  /** Attributes that each offer must have, and that no column holds. */
  tellMissingAttributes(): void {
    for (const [name, { required }] of Object.entries(this.#declared)) {
      if (!required || this.#given.has(name)) continue;
      const header = `attr.${name}`;
      const row = this.#headerRow ?? 1;
      this.problems.push({ row, column: header, value: null, code: 'MISSING_COLUMN', about: header });
    }
  }

  /** Columns that the mapping names and the file does not have. Records of JSON leave out what is empty. */
  tellUnmet(isWarning?: true): CellProblem[] {
    const quoted = this.#templates.flatMap((template) =>
      Array.from(template.matchAll(/\{([^{}]+)\}/g), ([, header]) => header!),
    );
    const wanted = new Set([...Object.keys(this.#mapping.columns), ...quoted]);
    const row = this.#headerRow ?? 1;
    return [...wanted]
      .filter((header) => !this.#byHeader.has(header))
      .map((header) => {
        const suggestion = nearest(header, this.#columns);
        const about = this.#columns.slice(0, MOST_TOLD).join(', ');
        const problem = { row, column: header, value: header, code: 'MAPPED_COLUMN_MISSING', about } as const;
        return { ...problem, ...(suggestion && { suggestion }), ...(isWarning && { isWarning }) };
      });
  }

  get #templates(): readonly string[] {
    return Object.values(this.#mapping.templates).filter((template) => template !== undefined);
  }

  #look(header: string, ordinal: number, row: number): void {
    this.#byHeader.set(header, ordinal);
    if (isPassedOver(header)) return;
    const isQuoted = this.#templates.some((template) => template.includes(`{${header}}`));
    if (isQuoted) this.#read.add(ordinal);
    const mapped = this.#mapping.columns[header];
    const isIgnored = this.#mapping.ignore === 'all' || this.#mapping.ignore.includes(header);
    const field = mapped ?? (isIgnored ? undefined : fieldOfHeader(header));
    const attribute = attributeOfHeader(field ?? (isIgnored ? '' : header));
    if (field !== undefined && attribute === undefined) return this.#take(field as FieldName, header, ordinal, row);
    if (attribute !== undefined) return this.#takeAttribute(attribute, header, ordinal, row);
    if (!isIgnored && !isQuoted) this.#tellUnknown(header, row);
  }

  #take(field: FieldName, header: string, ordinal: number, row: number): void {
    const first = this.#ordinals.get(field);
    if (first !== undefined) {
      const about = this.#columns[first]!;
      this.problems.push({ row, column: header, value: header, code: 'COLUMN_TWICE', about, suggestion: `#${header}` });
      return;
    }
    this.#ordinals.set(field, ordinal);
    this.#read.add(ordinal);
    const { de, en } = FIELDS[field];
    if (de !== en && header.trim().toLowerCase() === de.toLowerCase()) this.#germanHeaders += 1;
  }

  #takeAttribute(name: string, header: string, ordinal: number, row: number): void {
    if (Object.hasOwn(this.#declared, name)) {
      this.#attributes.set(name, ordinal);
      this.#given.set(name, header);
      this.#read.add(ordinal);
      return;
    }
    this.#tellUnknownAttribute(name, header, row);
  }

  #tellUnknownAttribute(name: string, header: string, row: number): void {
    const near = nearest(name, Object.keys(this.#declared));
    const suggestion = near === undefined ? `#${header}` : `attr.${near}`;
    this.problems.push({ row, column: header, value: header, code: 'UNKNOWN_ATTRIBUTE', about: name, suggestion });
  }

  #tellUnknown(header: string, row: number): void {
    const near = nearest(header, KNOWN_HEADERS);
    const field = near === undefined ? undefined : fieldOfHeader(near);
    const isFree =
      field !== undefined && !this.#columns.some((other) => other !== header && fieldOfHeader(other) === field);
    if (isFree) this.#misspelled.add(field);
    const about = isFree ? near! : '';
    const suggestion = isFree ? near! : `#${header}`;
    this.problems.push({ row, column: header, value: header, code: 'UNKNOWN_COLUMN', about, suggestion });
  }
}
