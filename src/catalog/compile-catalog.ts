import type { Area as ContractArea, CatalogFile, CatalogOffer } from '../contract/catalog.js';
import { indexOffersByZone, indexOffersForFans } from '../core/candidates/offer-index.js';
import { COARSE_RESOLUTION } from '../core/location/cells.js';
import { buildZoneIndex } from '../core/location/zone-index.js';
import { extentMetresOf } from '../core/location/zones.js';
import type { ZoneId } from '../core/types/ids.js';
import type { Area, Catalog, Offer, Zone } from '../core/types/offer.js';
import { compileOffer } from './compile-offer.js';
import { indexExclusionGroups, indexFallbacks } from './index-choices.js';
import { RuleBook } from './compile-rule.js';
import { compileRules, inheritedRules } from './inherited-rules.js';

/**
 * From a checked file to the immutable form that serves decisions. An area of an offer's own becomes a zone of its own.
 * Objects are written out and not spread, here and wherever decisions are made: V8 gives each object that is spread into
 * and added to a hidden class of its own, and reading a field of many such objects costs a search each time.
 */
export function compileCatalog(file: CatalogFile, version: string): Catalog {
  const zones: Zone[] = [];
  const zoneOrdinals = new Map<string, number>();
  const addZone = ({ id, name, category, ofOneOffer, area }: Omit<Zone, 'ordinal' | 'extentMetres'>): number => {
    const ordinal = zones.length;
    zones.push({ ordinal, id, name, category, ofOneOffer, area, extentMetres: extentMetresOf(area) });
    return ordinal;
  };
  for (const { id, name, category, area } of file.zones) {
    zoneOrdinals.set(id, addZone({ id: id as ZoneId, name, category, area: toArea(area), ofOneOffer: false }));
  }

  const inherited = inheritedRules(file);
  const book = new RuleBook();
  const offers = file.offers.map((offer, ordinal): Offer => {
    const named = offer.where?.zones?.map((id) => zoneOrdinals.get(id)!) ?? [];
    const own = offer.where?.area ? [addZone(ownZone(offer, offer.where.area))] : [];
    return compileOffer(offer, ordinal, [...named, ...own], compileRules(offer, inherited(offer), book), file.timeZone);
  });
  return {
    version,
    offers,
    zones,
    offerById: new Map(offers.map((offer) => [offer.id, offer])),
    zoneIndex: buildZoneIndex(zones),
    offersByZone: indexOffersByZone(offers, zones.length),
    fallbacks: indexFallbacks(file.fallbacks, offers),
    exclusionGroups: indexExclusionGroups(offers),
    everywhere: offers.filter((offer) => offer.zones.length === 0).map(({ ordinal }) => ordinal),
    offersForFansByCell: indexOffersForFans(offers, COARSE_RESOLUTION),
  };
}

function ownZone({ id, name, place }: CatalogOffer, area: ContractArea): Omit<Zone, 'ordinal' | 'extentMetres'> {
  return { id: `offer/${id}` as ZoneId, name, category: place?.category, area: toArea(area), ofOneOffer: true };
}

function toArea(area: ContractArea): Area {
  return 'circle' in area ? area : { polygon: area.polygon.coordinates };
}
