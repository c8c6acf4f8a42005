import type { CatalogOffer } from '../contract/catalog.js';
import type { OfferId } from '../core/types/ids.js';
import type { Offer } from '../core/types/offer.js';
import type { Stock } from '../core/types/stock.js';
import { intern } from './intern.js';

const HOUR_MS = 3_600_000;

/** One checked offer in the form that decisions read. `zones` are ordinals of this catalog. */
export function compileOffer(
  offer: CatalogOffer,
  ordinal: number,
  zones: readonly number[],
  rules: Offer['rules'],
): Offer {
  return {
    ordinal,
    id: intern(offer.id as OfferId),
    name: offer.name,
    category: intern(offer.category),
    group: offer.group,
    place: offer.place,
    zones,
    fansWithinMetres: offer.where?.fansWithinMetres,
    valueMinor: offer.valueMinor,
    currency: offer.currency,
    lever: offer.lever,
    startingPropensity: offer.startingPropensity,
    validFrom: offer.validFrom,
    validTo: offer.validTo,
    validityHours: offer.validityHours,
    moments: toSet(offer.when?.moments),
    dayparts: toSet(offer.when?.dayparts),
    weekdays: toSet(offer.when?.weekdays),
    weather: toSet(offer.when?.weather),
    rules,
    caps: offer.caps.map(({ limit, per }) => ({
      limit,
      window: per === 'day' ? 'day' : { windowMs: per.hours * HOUR_MS },
    })),
    stock: compileStock(offer),
    treatments: offer.treatments,
  };
}

function compileStock({ stock, budget }: CatalogOffer): Stock | undefined {
  if (!stock && !budget) return undefined;
  const leaseMs = stock?.leaseSeconds === undefined ? undefined : stock.leaseSeconds * 1_000;
  return { units: stock?.units, budget, leaseMs };
}

function toSet<T>(values: readonly T[] | undefined): ReadonlySet<T> | undefined {
  return values && new Set(values);
}
