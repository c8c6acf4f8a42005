import type { Area as ContractArea } from '../contract/catalog.js';
import type { ServedCatalog } from '../contract/served-catalog.js';
import type { Area, Catalog, Offer, Zone } from '../core/types/offer.js';

/** A map with more of them shows nothing, and a million would fill the memory of whoever makes or reads the answer. */
const MOST_TOLD = 10_000;

/** The serving catalog as it is told: its first offers, and the areas in which they hold. */
export function tellCatalog(catalog: Catalog): ServedCatalog {
  const { version, offerCount } = catalog;
  const offers: Offer[] = [];
  for (let i = 0; i < offerCount && i < MOST_TOLD; i += 1) offers.push(catalog.offer(i));
  const ordinals = new Set(offers.flatMap(({ zones }) => zones));
  return {
    version,
    offerCount,
    zones: Array.from(ordinals, (ordinal) => tellZone(catalog.zone(ordinal))),
    offers: offers.map((offer) => tellOffer(offer, catalog)),
  };
}

function tellZone({ id, name, category, ofOneOffer, area }: Zone): ServedCatalog['zones'][number] {
  return { id, name, category, ofOneOffer, area: tellArea(area) };
}

function tellOffer(offer: Offer, catalog: Catalog): ServedCatalog['offers'][number] {
  const { id, name, category, place, zones, valueMinor, currency } = offer;
  return {
    id,
    name,
    category,
    place: place && { lat: place.lat, lng: place.lng, name: place.name },
    zones: zones.map((ordinal) => catalog.zone(ordinal).id),
    valueMinor,
    currency,
  };
}

function tellArea(area: Area): ContractArea {
  if ('circle' in area) return { circle: area.circle };
  const coordinates = area.polygon.map((ring) => ring.map(([lng, lat]): [number, number] => [lng, lat]));
  return { polygon: { type: 'Polygon', coordinates } };
}
