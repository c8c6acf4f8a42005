import type { CatalogOffer } from '../../contract/catalog.js';
import { toTold, type CatalogProblem } from '../catalog-problem.js';
import { findOfferFaults } from '../check-catalog.js';
import { MOST_IN_EXCLUSION_GROUP, tooLargeGroup } from '../check-choices.js';
import type { RuleFields } from '../rule-language/rule-fields.js';
import { OFFERS_A_BLOCK, type CatalogFrame } from '../stored-version.js';
import type { ToldProblem } from '../import/problem.js';

interface Sorted {
  readonly offer: CatalogOffer;
  readonly row: number;
}

/** How a fault is told: its path is that within the offer. */
type Tell = (fault: CatalogProblem, sorted: Sorted) => ToldProblem;

const inRow: Tell = (fault, { row }) => toTold(fault, row, fault.path);

/** Looks at offers that are right by themselves, some at a time, beside the zones, groups and rules of their catalog. */
export class OfferSorter {
  readonly problems: ToldProblem[] = [];
  readonly badRows = new Set<number>();
  readonly badIds = new Set<string>();
  readonly #groups = new Map<string, number>();
  #waiting: Sorted[] = [];

  constructor(
    private readonly frame: CatalogFrame,
    private readonly fields: RuleFields,
    private readonly onGood: (offer: CatalogOffer, row: number) => Promise<void>,
    private readonly tell: Tell = inRow,
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
    for (const fault of faults) {
      const [, index, path] = /^offers\.(\d+)\.?(.*)$/.exec(fault.path)!;
      bad.add(Number(index));
      this.problems.push(this.tell({ ...fault, path: path! }, waiting[Number(index)]!));
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
