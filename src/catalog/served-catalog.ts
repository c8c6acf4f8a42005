import type { Area as ContractArea } from '../contract/catalog.js';
import type { ServedCatalog } from '../contract/served-catalog.js';
import type { Area, Catalog, Offer, Zone } from '../core/types/offer.js';

/** The serving catalog as it is told. */
export function tellCatalog({ version, zones, offers }: Catalog): ServedCatalog {
  return {
    version,
    zones: zones.map(tellZone),
    offers: offers.map((offer) => tellOffer(offer, zones)),
  };
}

function tellZone({ id, name, category, ofOneOffer, area }: Zone): ServedCatalog['zones'][number] {
  return { id, name, category, ofOneOffer, area: tellArea(area) };
}

function tellOffer(offer: Offer, all: readonly Zone[]): ServedCatalog['offers'][number] {
  const { id, name, category, place, zones, valueMinor, currency } = offer;
  return {
    id,
    name,
    category,
    place: place && { lat: place.lat, lng: place.lng, name: place.name },
    zones: zones.map((ordinal) => all[ordinal]!.id),
    valueMinor,
    currency,
  };
}

function tellArea(area: Area): ContractArea {
  if ('circle' in area) return { circle: area.circle };
  const coordinates = area.polygon.map((ring) => ring.map(([lng, lat]): [number, number] => [lng, lat]));
  return { polygon: { type: 'Polygon', coordinates } };
}
