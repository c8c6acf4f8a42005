import { latLngToCell } from 'h3-js';
import type { Offer } from '../types/offer.js';

export function indexOffersByZone(offers: readonly Offer[], zoneCount: number): number[][] {
  const byZone: number[][] = Array.from({ length: zoneCount }, () => []);
  for (const offer of offers) for (const zone of offer.zones) byZone[zone]!.push(offer.ordinal);
  return byZone;
}

export function indexOffersForFans(offers: readonly Offer[], resolution: number): Map<string, number[]> {
  const byCell = new Map<string, number[]>();
  for (const offer of offers) {
    if (offer.place && offer.fansWithinMetres)
      append(byCell, latLngToCell(offer.place.lat, offer.place.lng, resolution), offer.ordinal);
  }
  return byCell;
}

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
