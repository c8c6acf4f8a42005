import type { BaseCatalog } from '../base-catalog.js';
import { leafChanges, type CatalogComparison, type CellChange } from '../import/compare.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import type { Found, OfferFile } from './found.js';
import type { StayingOffers } from './staying-offers.js';
import { lostFallbacks, tellNothingServes, tellRemoval } from './tell-loss.js';
import type { UploadFindings } from './upload-record.js';

const MOST_HEAD_CHANGES = 1_000;

/** All that was seen on one way through a file. */
interface Seen {
  readonly file: OfferFile;
  readonly base: BaseCatalog;
  readonly found: Found;
  readonly staying: StayingOffers;
  readonly comparison: CatalogComparison;
  /** Offers that fallbacks name, and that did not come. */
  readonly missing: ReadonlySet<string>;
  readonly changes: readonly CellChange[];
}

/** What is told of an upload, and whether its good rows make a version. */
export function gatherFindings(seen: Seen): { findings: UploadFindings; isUsable: boolean } {
  const { file, base, found, staying, comparison, changes } = seen;
  const counts = comparison.counts(staying.count);
  const losses = tellLosses(seen);
  const hasOffers = file.isHeadAlone ? staying.count > 0 : found.rows > found.badRows;
  const isUsable = !found.isFrameBroken && losses.length === 0 && hasOffers;
  const removal = isUsable ? tellRemoval(counts.removed, base.offerCount) : [];
  const headChanges = file.frame === base.frame ? [] : leafChanges(base.frame, file.frame);
  const problems = [...removal, ...losses, ...staying.problems, ...found.problems];
  const findings = {
    format: found.format,
    rows: found.rows,
    leftOut: found.leftOut,
    warnings: found.warnings + removal.length,
    errors: found.errors + losses.length + staying.problems.length,
    badRows: found.badRows + staying.leftOut,
    ...counts,
    against: base.version,
    headChanges: headChanges.slice(0, MOST_HEAD_CHANGES),
    changes,
    problems: problems.slice(0, IMPORT_LIMITS.problems),
  };
  return { findings, isUsable };
}

function tellLosses({ file, base, missing }: Seen) {
  if (file.isHeadAlone && base.offerCount === 0) return [tellNothingServes()];
  return lostFallbacks(file.frame, missing);
}
