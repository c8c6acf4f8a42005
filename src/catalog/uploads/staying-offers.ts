import type { CatalogOffer } from '../../contract/catalog.js';
import { toTold, type CatalogProblem } from '../catalog-problem.js';
import { tellProblem, type ToldProblem } from '../import/problem.js';
import type { RuleFields } from '../rule-language/rule-fields.js';
import type { CatalogFrame } from '../stored-version.js';
import { OfferSorter } from './offer-sorter.js';

/** Offers that serve and stay beside what a file brings. Those that do not fit its zones, groups and rules are told. */
export class StayingOffers {
  count = 0;
  readonly #sorter?: OfferSorter;
  readonly #keep: (offer: CatalogOffer) => Promise<void>;

  /** @param frame that came with the file; left out: theirs, on which they stand already. */
  constructor(frame: CatalogFrame | undefined, fields: RuleFields, onStaying: (offer: CatalogOffer) => Promise<void>) {
    this.#keep = async (offer) => {
      this.count += 1;
      await onStaying(offer);
    };
    if (frame) this.#sorter = new OfferSorter(frame, fields, this.#keep, tellStaying);
  }

  get problems(): readonly ToldProblem[] {
    return this.#sorter?.problems ?? [];
  }

  /** How many do not fit. */
  get leftOut(): number {
    return this.#sorter?.badIds.size ?? 0;
  }

  take(offer: CatalogOffer): Promise<void> {
    return this.#sorter ? this.#sorter.take(offer, 0) : this.#keep(offer);
  }

  async finish(): Promise<void> {
    await this.#sorter?.finish();
  }
}

/** Of no row of the file: by the name of the offer. */
function tellStaying(fault: CatalogProblem, { offer }: { readonly offer: CatalogOffer }): ToldProblem {
  const { path } = fault;
  const told = toTold(fault, null, path);
  const about = { en: tellProblem(told, 'en'), de: tellProblem(told, 'de') };
  const column = path === '' ? `offers.${offer.id}` : `offers.${offer.id}.${path}`;
  return { row: null, column, value: offer.id, code: 'WOULD_BE_LEFT_OUT', about };
}
