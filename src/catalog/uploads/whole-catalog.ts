import type { CatalogFile } from '../../contract/catalog.js';
import { toTold, type CatalogProblem } from '../catalog-problem.js';
import { checkCatalog } from '../check-catalog.js';
import { IMPORT_LIMITS } from '../import/limits.js';
import type { ToldProblem } from '../import/problem.js';
import type { RuleFields } from '../rule-language/rule-fields.js';
import type { CatalogFrame } from '../stored-version.js';
import type { Found, OfferFile, OnGood, OnRows } from './found.js';

const NO_FRAME: CatalogFrame = { zones: [] };
const NONE: ReadonlySet<number> = new Set();

/** A catalog in the form of the contract: it brings its own zones, groups and rules. */
export class WholeCatalog implements OfferFile {
  readonly frame: CatalogFrame;
  readonly #good: CatalogFile['offers'] = [];
  readonly #problems: readonly CatalogProblem[];
  readonly #badRows: ReadonlySet<number>;
  readonly #given: readonly unknown[];

  constructor(json: Record<string, unknown>, fields: RuleFields) {
    this.#given = Array.isArray(json.offers) ? json.offers : [];
    const problems: CatalogProblem[] = [];
    const bad = new Set<number>();
    let checked = checkCatalog(json, fields);
    // What is wrong with the form of some offers hides what else is wrong: the others are looked at again without them.
    for (let looks = 0; !checked.ok && looks < 2; looks += 1) {
      const left = this.#given.flatMap((_, i) => (bad.has(i) ? [] : [i]));
      for (const problem of checked.problems) problems.push(inWhole(problem, left, bad));
      const offers = this.#given.filter((_, i) => !bad.has(i));
      if (offers.length === 0 || bad.size === 0) break;
      checked = checkCatalog({ ...json, offers }, fields);
    }
    this.#problems = problems;
    this.#badRows = new Set([...bad].map((i) => i + 1));
    if (checked.ok) {
      const { offers, ...frame } = checked.file;
      this.frame = frame;
      this.#good = offers;
    } else this.frame = NO_FRAME;
  }

  async read(onGood: OnGood, onRows: OnRows): Promise<Found> {
    for (const offer of this.#good) await onGood(offer);
    onRows(this.#given.length);
    const problems = this.#problems.map(toRow);
    return {
      format: 'json',
      rows: this.#given.length,
      leftOut: 0,
      warnings: 0,
      errors: problems.length,
      badRows: this.#badRows.size,
      problems: problems.slice(0, IMPORT_LIMITS.problems),
      badIds: new Set([...this.#badRows].flatMap((row) => idOf(this.#given[row - 1]))),
      isFrameBroken: this.#good.length === 0,
      refusedLate: NONE,
    };
  }
}

/** A problem by the place in the whole file; the offer that it is of is noted as bad. */
function inWhole(problem: CatalogProblem, left: readonly number[], bad: Set<number>): CatalogProblem {
  const [, index, rest] = /^offers\.(\d+)(.*)$/.exec(problem.path) ?? [];
  if (index === undefined) return problem;
  const place = left[Number(index)]!;
  bad.add(place);
  return { ...problem, path: `offers.${place}${rest}` };
}

/** Rows are counted as people do: the first offer is 1. */
function toRow(problem: CatalogProblem): ToldProblem {
  const [, index, column] = /^offers\.(\d+)\.?(.*)$/.exec(problem.path) ?? [];
  return index === undefined ? toTold(problem, null, problem.path) : toTold(problem, Number(index) + 1, column!);
}

function idOf(offer: unknown): string[] {
  const id = (offer as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? [id] : [];
}
