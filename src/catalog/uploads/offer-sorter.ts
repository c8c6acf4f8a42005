import type { CatalogOffer } from '../../contract/catalog.js';
import type { CatalogProblem } from '../catalog-problem.js';
import { findOfferFaults } from '../check-catalog.js';
import { MOST_IN_EXCLUSION_GROUP, tooLargeGroup } from '../check-choices.js';
import type { RuleFields } from '../rule-language/rule-fields.js';
import { OFFERS_A_BLOCK, type CatalogFrame } from '../stored-version.js';
import type { ToldProblem } from '../import/problem.js';

/** Looks at offers that are right by themselves, some at a time, beside the zones, groups and rules of their catalog. */
export class OfferSorter {
  readonly problems: ToldProblem[] = [];
  readonly badRows = new Set<number>();
  readonly badIds = new Set<string>();
  readonly #groups = new Map<string, number>();
  #waiting: { offer: CatalogOffer; row: number }[] = [];

  constructor(
    private readonly frame: CatalogFrame,
    private readonly fields: RuleFields,
    private readonly onGood: (offer: CatalogOffer, row: number) => Promise<void>,
  ) {}

  async take(offer: CatalogOffer, row: number): Promise<void> {
    this.#waiting.push({ offer, row });
    if (this.#waiting.length === OFFERS_A_BLOCK) await this.finish();
  }

  /** What still waits. */
  async finish(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const bad = new Set<number>();
    const offers = waiting.map(({ offer }) => offer);
    const faults = [
      ...findOfferFaults(this.frame, offers, this.fields),
      ...offers.flatMap((offer, i) => this.countGroup(offer, i)),
    ];
    for (const { path, code, message, suggestion } of faults) {
      const [, index, column] = /^offers\.(\d+)\.?(.*)$/.exec(path)!;
      bad.add(Number(index));
      const { row } = waiting[Number(index)]!;
      this.problems.push({ row, column: column || null, value: null, code, about: message, suggestion });
    }
    for (const [i, { offer, row }] of waiting.entries()) {
      if (!bad.has(i)) {
        await this.onGood(offer, row);
        continue;
      }
      this.badRows.add(row);
      this.badIds.add(offer.id);
    }
  }

  /** Of the whole file, over all times. */
  private countGroup({ exclusionGroup }: CatalogOffer, index: number): CatalogProblem[] {
    if (exclusionGroup === undefined) return [];
    const count = (this.#groups.get(exclusionGroup) ?? 0) + 1;
    this.#groups.set(exclusionGroup, count);
    return count > MOST_IN_EXCLUSION_GROUP ? [tooLargeGroup(exclusionGroup, index)] : [];
  }
}
