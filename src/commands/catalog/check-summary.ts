import type { CatalogProblem } from '../../catalog/catalog-problem.js';
import type { CellChange, LeafChange } from '../../catalog/import/compare.js';

/** The last line of `catalog -- check`. */
export interface CheckSummary {
  readonly format: string;
  readonly rows: number;
  /** Rows that the mapping says are none of ours. */
  readonly leftOut: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly warnings: number;
  readonly errors: number;
  /** Cell by cell, of the first thousand offers that differ. */
  readonly changes: readonly CellChange[];
  /** Of zones, groups, rules, fallbacks and attributes. */
  readonly headChanges?: readonly LeafChange[];
  /** Of the engine that it was uploaded to. */
  readonly uploadId?: string;
  readonly badRows?: number;
  readonly version?: string;
  readonly against?: string;
  readonly published?: boolean;
  /** The first ten thousand. */
  readonly problems: readonly ToldProblem[];
}

export interface ToldProblem {
  readonly row: number | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  /** To be known; the row is right all the same, and it is counted among `warnings`. */
  readonly isWarning?: true;
  /** Where in a rule. */
  readonly position?: CatalogProblem['position'];
}

const MOST_LINES = 200;
const SHOWN_BEFORE = 60;
const SHOWN_LENGTH = 100;

/** One line a problem and a change for people, one JSON line last for programs. */
export function printSummary(summary: CheckSummary): void {
  for (const { row, column, message, code, suggestion, position, isWarning } of summary.problems.slice(0, MOST_LINES)) {
    console.log(
      `${isWarning ? 'note: ' : ''}row ${row ?? '-'}  ${column ?? '-'}: ${message} (${code})${suggestion === undefined ? '' : ` -> ${suggestion}`}`,
    );
    if (position) console.log(pointAt(position));
  }
  if (summary.problems.length > MOST_LINES)
    console.log(`… and ${summary.errors + summary.warnings - MOST_LINES} problems more`);
  const { headChanges = [] } = summary;
  for (const { path, from, to } of headChanges.slice(0, MOST_LINES))
    console.log(`changed head  ${path}: ${tellValue(path, from)} -> ${tellValue(path, to)}`);
  for (const { id, path, from, to } of summary.changes.slice(0, MOST_LINES))
    console.log(`changed ${id}  ${path}: ${tellValue(path, from)} -> ${tellValue(path, to)}`);
  const { rows, new: added, changed, unchanged, removed, errors, version, published } = summary;
  if (headChanges.length > 0) console.log(`head: ${headChanges.length} changed`);
  console.log(
    `${rows} rows: ${added} new, ${changed} changed, ${unchanged} unchanged, ${removed} removed; problems: ${errors}`,
  );
  if (version !== undefined && !published) console.log(`to bring it live: npm run catalog -- publish ${version}`);
  console.log(JSON.stringify(summary));
}

/** Moments as people read them. */
function tellValue(path: string, value: unknown): string {
  const isMoment = typeof value === 'number' && /^valid(?:From|To)$/.test(path);
  return isMoment ? new Date(value).toISOString() : JSON.stringify(value);
}

/** The line of a rule with a mark under the place. */
function pointAt({ text, column }: NonNullable<CatalogProblem['position']>): string {
  const from = Math.max(0, column - SHOWN_BEFORE);
  const shown = text.slice(from, from + SHOWN_LENGTH).replaceAll('\t', ' ');
  return `    ${shown}\n    ${' '.repeat(column - 1 - from)}^`;
}
