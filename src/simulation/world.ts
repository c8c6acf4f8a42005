import type { CatalogFile } from '../contract/catalog.js';
import { appealOf } from './appeal.js';
import { createCity, type City, type Shop } from './city.js';
import type { Observer } from './observer.js';
import type { Pace } from './pace.js';

/** What all simulated customers share. */
export interface World {
  readonly city: City;
  readonly pace: Pace;
  readonly observer: Observer;
  readonly seed: number;
  readonly offers: ReadonlyMap<string, OfferedThing>;
}

export interface OfferedThing {
  readonly category: string;
  /** Around 1: see `appealOf`. */
  readonly appeal: number;
  /** Nothing for offers that hold everywhere. */
  readonly shop?: Shop;
}

export function readOffers(catalog: CatalogFile, seed: number): Map<string, OfferedThing> {
  return new Map(
    catalog.offers.map(({ id, category, name, place }) => {
      const appeal = appealOf(id, seed);
      const shop = place && { name: place.name ?? name, category, point: place };
      return [id, { category, appeal, shop }];
    }),
  );
}

export function cityOf(offers: ReadonlyMap<string, OfferedThing>): City {
  return createCity([...offers.values()].flatMap(({ shop }) => shop ?? []));
}
