import type { CatalogFile, CatalogOffer } from '../contract/catalog.js';
import { indexOffersByZone, indexOffersForFans } from '../core/candidates/offer-index.js';
import { COARSE_RESOLUTION } from '../core/location/cells.js';
import { buildZoneIndex } from '../core/location/zone-index.js';
import { extentMetresOf } from '../core/location/zones.js';
import type { OfferId, ZoneId } from '../core/types/ids.js';
import type { Area, Catalog, Offer, Zone } from '../core/types/offer.js';
import { compileRule } from './compile-rule.js';

const HOUR_MS = 3_600_000;

/** From a checked file to the immutable form that serves decisions. An area of an offer's own becomes a zone of its own. */
export function compileCatalog(file: CatalogFile, version: string): Catalog {
  const zones: Zone[] = [];
  const addZone = (id: string, name: string, area: Area, category?: string): number => {
    const ordinal = zones.length;
    zones.push({ ordinal, id: id as ZoneId, name, category, area, extentMetres: extentMetresOf(area) });
    return ordinal;
  };
  // Offers name zones of the file only: an area of an offer's own must never stand in for one that is called alike.
  const zoneOrdinals = new Map(
    file.zones.map(({ id, name, area, category }) => [id, addZone(id, name, toArea(area), category)] as const),
  );

  const offers = file.offers.map((offer, ordinal): Offer => {
    const named = offer.where?.zones?.map((id) => zoneOrdinals.get(id)!) ?? [];
    const own = offer.where?.area
      ? [addZone(`offer:${offer.id}`, offer.name, toArea(offer.where.area), offer.place?.category)]
      : [];
    return compileOffer(offer, ordinal, [...named, ...own]);
  });
  return {
    version,
    offers,
    zones,
    offerById: new Map(offers.map((offer) => [offer.id, offer])),
    zoneIndex: buildZoneIndex(zones),
    offersByZone: indexOffersByZone(offers, zones.length),
    everywhere: offers.filter((offer) => offer.zones.length === 0).map(({ ordinal }) => ordinal),
    offersForFansByCell: indexOffersForFans(offers, COARSE_RESOLUTION),
  };
}

function compileOffer(offer: CatalogOffer, ordinal: number, zones: readonly number[]): Offer {
  return {
    ordinal,
    id: offer.id as OfferId,
    name: offer.name,
    category: offer.category,
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
    eligibility: compileRule(offer.eligibility),
    applicability: compileRule(offer.applicability),
    suitability: compileRule(offer.suitability),
    caps: offer.caps.map(({ limit, per }) => ({
      limit,
      window: per === 'day' ? 'day' : { windowMs: per.hours * HOUR_MS },
    })),
    treatments: offer.treatments,
  };
}

function toArea(area: CatalogFile['zones'][number]['area']): Area {
  return 'circle' in area ? area : { polygon: area.polygon.coordinates };
}

function toSet<T>(values: readonly T[] | undefined): ReadonlySet<T> | undefined {
  return values && new Set(values);
}
