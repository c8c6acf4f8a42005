import { CatalogComparison, type CellChange, type Comparison } from '../../catalog/import/compare.js';
import { importCatalog } from '../../catalog/import/import-catalog.js';
import type { Known } from '../../catalog/import/known.js';
import type { Mapping } from '../../catalog/import/mapping.js';
import { tellProblem } from '../../catalog/import/problem.js';
import { writeBack } from '../../catalog/import/write-back.js';
import { OPEN_FIELDS } from '../../catalog/rule-language/rule-fields.js';
import type { CatalogFrame } from '../../catalog/stored-version.js';
import type { Found, OfferFile } from '../../catalog/uploads/found.js';
import { HeadFile } from '../../catalog/uploads/head-file.js';
import { readWholeCatalog } from '../../catalog/uploads/read-whole-catalog.js';
import { SheetFile } from '../../catalog/uploads/sheet-file.js';
import { lostFallbacks, tellRemoval } from '../../catalog/uploads/tell-loss.js';
import { WholeCatalog } from '../../catalog/uploads/whole-catalog.js';
import type { CatalogOffer } from '../../contract/catalog.js';
import type { CheckOptions } from './check-options.js';
import type { CheckSummary } from './check-summary.js';

const NO_HEAD: CatalogFrame = { zones: [] };
const NONE: ReadonlySet<number> = new Set();

/**
 * A dry run over a file of any kind, with all that an engine looks at: what is wrong with it, and what it would change.
 * Writes nothing but `writeBack`.
 */
export async function checkSheet(
  { file, against, writeBack: out, language }: CheckOptions,
  known: Known,
  mapping: Mapping,
): Promise<{ summary: CheckSummary; isWhole: boolean }> {
  const comparison = new CatalogComparison();
  let older = 0;
  const readOlder = async (onOffer: (offer: CatalogOffer) => void) =>
    against === undefined ? undefined : importCatalog(against, { known, mapping, onOffer });
  await readOlder((offer) => {
    older += 1;
    comparison.addOlder(offer);
  });
  const offers = await open(file, known, mapping);
  const lost = new Set(offers.frame.fallbacks?.map(({ offer }) => offer));
  const take = (offer: CatalogOffer): Promise<void> => {
    comparison.addNewer(offer);
    lost.delete(offer.id);
    return Promise.resolve();
  };
  const found = await offers.read(take, () => undefined, NONE);
  const staying = offers.isHeadAlone ? older : [...found.badIds].filter((id) => comparison.isOlder(id)).length;
  const counts = comparison.counts(staying);
  const cells: CellChange[] = [];
  await readOlder((offer) => void cells.push(...comparison.cellsOf(offer)));
  if (out !== undefined && !offers.isHeadAlone) await writeBack(file, out, found.problems, language);
  const isWhole = offers instanceof WholeCatalog;
  const removal = found.isFrameBroken ? [] : tellRemoval(counts.removed, older);
  const losses = isWhole || offers.isHeadAlone ? [] : lostFallbacks(offers.frame, lost);
  const all: Found = {
    ...found,
    errors: found.errors + losses.length,
    warnings: found.warnings + removal.length,
    problems: [...removal, ...losses, ...found.problems],
  };
  return { summary: toSummary(all, counts, cells, language), isWhole };
}

async function open(file: string, known: Known, mapping: Mapping): Promise<OfferFile> {
  const fields = known.fields ?? OPEN_FIELDS;
  const json = await readWholeCatalog(file);
  const head = known.head ?? NO_HEAD;
  if (json) return 'offers' in json ? new WholeCatalog(json, fields) : new HeadFile(json, head, fields);
  return new SheetFile(file, head, mapping, known, fields);
}

function toSummary(
  { format, rows, leftOut, warnings, errors, problems }: Found,
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
