import { toTold, type CatalogProblem } from '../catalog-problem.js';
import { checkHead } from '../check-catalog.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import type { RuleFields } from '../rule-language/rule-fields.js';
import type { CatalogFrame } from '../stored-version.js';
import type { Found, OfferFile } from './found.js';

const NOBODY: ReadonlySet<string> = new Set();
const NONE: ReadonlySet<number> = new Set();

/**
 * Zones, groups, rules, fallbacks, attributes, locales or the time zone without any offer. What it names takes the place of
 * what serves, null takes it away, and what it leaves out stays (RFC 7396, of the outermost object alone).
 */
export class HeadFile implements OfferFile {
  readonly isHeadAlone = true;
  readonly frame: CatalogFrame;
  readonly #problems: readonly CatalogProblem[];

  constructor(json: Record<string, unknown>, base: CatalogFrame, fields: RuleFields) {
    const merged = Object.entries({ ...base, ...json }).filter(([, value]) => value !== null);
    const checked = checkHead(Object.fromEntries(merged), fields);
    this.frame = checked.ok ? checked.head : base;
    this.#problems = checked.ok ? [] : checked.problems;
  }

  read(): Promise<Found> {
    const problems = this.#problems.map((problem) => toTold(problem, null, problem.path));
    return Promise.resolve({
      format: 'json',
      rows: 0,
      leftOut: 0,
      warnings: 0,
      errors: problems.length,
      badRows: 0,
      problems: problems.slice(0, IMPORT_LIMITS.problems),
      badIds: NOBODY,
      isFrameBroken: problems.length > 0,
      refusedLate: NONE,
    });
  }
}
