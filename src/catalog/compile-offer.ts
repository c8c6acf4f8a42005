import type { CatalogOffer } from '../contract/catalog.js';
import type { OfferId } from '../core/types/ids.js';
import type { Offer } from '../core/types/offer.js';
import type { Stock } from '../core/types/stock.js';
import { compileHours } from './hours/compile-hours.js';
import { intern } from './intern.js';
import { compileTreatments, tellsDistance } from './words/compile-words.js';

const HOUR_MS = 3_600_000;

/**
 * One checked offer in the form that decisions read. `zones` are ordinals of this catalog; `homeZone` is the clock of
 * offers that have none of their own.
 */
export function compileOffer(
  offer: CatalogOffer,
  ordinal: number,
  zones: readonly number[],
  rules: Offer['rules'],
  homeZone?: string,
): Offer {
  const treatments = compileTreatments(offer);
  return {
    ordinal,
    id: intern(offer.id as OfferId),
    name: offer.name,
    category: intern(offer.category),
    group: offer.group,
    class: intern(offer.class),
    priorityScore: offer.priorityScore,
    exclusionGroup: offer.exclusionGroup,
    place: offer.place,
    zones,
    fansWithinMetres: offer.where?.fansWithinMetres,
    valueMinor: offer.valueMinor,
    costMinor: offer.costMinor,
    currency: offer.currency,
    lever: offer.lever,
    startingPropensity: offer.startingPropensity,
    startingEvidence: offer.startingEvidence,
    validFrom: offer.validFrom,
    validTo: offer.validTo,
    validityHours: offer.validityHours,
    moments: toSet(offer.when?.moments),
    dayparts: toSet(offer.when?.dayparts),
    weekdays: toSet(offer.when?.weekdays),
    weather: toSet(offer.when?.weather),
    isOpenAt: compileHours(offer, homeZone),
    attributes: toAttributes(offer.attributes),
    rules,
    caps: offer.caps.map(({ limit, per }) => ({
      limit,
      window: per === 'day' ? 'day' : { windowMs: per.hours * HOUR_MS },
    })),
    stock: compileStock(offer),
    treatments,
    tellsDistance: treatments.some(tellsDistance),
  };
}

function compileStock({ stock, budget }: CatalogOffer): Stock | undefined {
  if (!stock && !budget) return undefined;
  const leaseMs = stock?.leaseSeconds === undefined ? undefined : stock.leaseSeconds * 1_000;
  return { units: stock?.units, budget, leaseMs };
}

const NO_ATTRIBUTES: Offer['attributes'] = Object.freeze({});

/** Without a prototype, and so without a shape that others share: see `intern`. */
function toAttributes(attributes: CatalogOffer['attributes']): Offer['attributes'] {
  for (const _ in attributes) return Object.assign(Object.create(null) as object, attributes) as Offer['attributes'];
  return NO_ATTRIBUTES;
}

function toSet<T>(values: readonly T[] | undefined): ReadonlySet<T> | undefined {
  return values && new Set(values);
}
