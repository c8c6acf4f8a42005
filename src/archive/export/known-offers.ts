import type { Offer } from '../../core/types/offer.js';
import type { Answers, OfferName } from './export-order.js';

/** Some 8 MB. */
const MOST = 8_000;

/** Offers of past catalogs, asked for once each; anew where there are more than fit. */
export class KnownOffers {
  readonly #known = new Map<string, Offer | undefined>();

  constructor(private readonly answers: Answers) {}

  /** @returns the way to those that were asked for, valid until this is called again. */
  async of(names: readonly OfferName[]): Promise<(name: OfferName) => Offer | undefined> {
    const unknown = new Map<string, OfferName>();
    for (const name of names) if (!this.#known.has(keyOf(name))) unknown.set(keyOf(name), name);
    if (unknown.size > 0 && this.#known.size + unknown.size > MOST) {
      this.#known.clear();
      return this.of(names);
    }
    if (unknown.size > 0) {
      const offers = await this.answers.offers([...unknown.values()]);
      [...unknown.keys()].forEach((key, n) => this.#known.set(key, offers[n]));
    }
    return (name) => this.#known.get(keyOf(name));
  }
}

function keyOf([version, offerId]: OfferName): string {
  return `${version} ${offerId}`;
}
