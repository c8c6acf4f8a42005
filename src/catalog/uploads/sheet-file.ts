import type { RuleFields } from '../rule-language/rule-fields.js';
import { importCatalog } from '../import/import-catalog.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import { NO_MAPPING, type Mapping } from '../import/mapping.js';
import type { Known } from '../import/known.js';
import type { CatalogFrame } from '../stored-version.js';
import type { Found, OfferFile, OnGood, OnRows } from './found.js';
import { OfferSorter } from './offer-sorter.js';

/**
 * A sheet: its rows are offers of the catalog that serves, or of a head that is given, whose zones, groups and rules stay
 * as they are.
 */
export class SheetFile implements OfferFile {
  constructor(
    private readonly path: string,
    readonly frame: CatalogFrame,
    private readonly mapping: Mapping = NO_MAPPING,
    private readonly known: Known,
    private readonly fields: RuleFields,
  ) {}

  async read(onGood: OnGood, onRows: OnRows, skip: ReadonlySet<number>): Promise<Found> {
    const sorter = new OfferSorter(this.frame, this.fields, onGood);
    const badIds = new Set<string>();
    const report = await importCatalog(this.path, {
      known: this.known,
      mapping: this.mapping,
      skip,
      onOffer: (offer, row) => sorter.take(offer, row),
      onRefused: (id) => void badIds.add(id),
      onRows,
    });
    await sorter.finish();
    for (const id of sorter.badIds) badIds.add(id);
    const { format, rows, leftOut, warnings, errors, refusedRows, refusedLate } = report;
    // Records may hold whole offers, whose places have no columns.
    const found = report.hasColumns
      ? sorter.problems.map((problem) => ({ ...problem, column: problem.column && report.columnOf(problem.column) }))
      : sorter.problems;
    const problems = [...report.problems, ...found].sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
    return {
      format,
      rows,
      leftOut,
      warnings,
      errors: errors + sorter.problems.length,
      badRows: new Set([...refusedRows, ...sorter.badRows]).size,
      problems: problems.slice(0, IMPORT_LIMITS.problems),
      badIds,
      isFrameBroken: false,
      refusedLate,
    };
  }
}
