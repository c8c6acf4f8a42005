import { CatalogComparison, type CellChange, type Comparison } from '../../catalog/import/compare.js';
import { importCatalog, type ImportReport } from '../../catalog/import/import-catalog.js';
import type { Mapping } from '../../catalog/import/mapping.js';
import { tellProblem } from '../../catalog/import/problem.js';
import type { CatalogOffer } from '../../contract/catalog.js';
import type { Known } from '../../catalog/import/known.js';
import { writeBack } from '../../catalog/import/write-back.js';
import type { CheckOptions } from './check-options.js';
import type { CheckSummary } from './check-summary.js';

/** A dry run over a file of any kind: what is wrong with it, and what it would change. Writes nothing but `writeBack`. */
export async function checkSheet(
  { file, against, writeBack: out, language }: CheckOptions,
  known: Known,
  mapping: Mapping,
): Promise<{ summary: CheckSummary; hasColumns: boolean }> {
  const comparison = new CatalogComparison();
  const readOlder = async (onOffer: (offer: CatalogOffer) => void) =>
    against === undefined ? undefined : importCatalog(against, { known, mapping, onOffer });
  await readOlder((offer) => comparison.addOlder(offer));
  let keptIds = 0;
  const report = await importCatalog(file, {
    known,
    mapping,
    onOffer: (offer) => comparison.addNewer(offer),
    onRefused: (id) => (keptIds += comparison.isOlder(id) ? 1 : 0),
  });
  const cells: CellChange[] = [];
  await readOlder((offer) => void cells.push(...comparison.cellsOf(offer)));
  if (out !== undefined) await writeBack(file, out, report.problems, language);
  return { summary: toSummary(report, comparison.counts(keptIds), cells, language), hasColumns: report.hasColumns };
}

function toSummary(
  { format, rows, leftOut, warnings, errors, problems }: ImportReport,
  counts: Comparison,
  changes: readonly CellChange[],
  language: CheckOptions['language'],
): CheckSummary {
  return {
    format,
    rows,
    leftOut,
    ...counts,
    warnings,
    errors,
    changes,
    problems: problems.map((problem) => {
      const { row, column, value, code, suggestion, isWarning } = problem;
      return { row, column, value, code, message: tellProblem(problem, language), suggestion, isWarning };
    }),
  };
}
