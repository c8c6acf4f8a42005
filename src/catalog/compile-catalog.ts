import type { CatalogFile } from '../contract/catalog.js';
import type { Catalog } from '../core/types/offer.js';
import { CatalogBuilder } from './serving/catalog-builder.js';
import { ServingCatalog } from './serving/serving-catalog.js';

/** From a checked file to the immutable form that serves decisions, here and now: for catalogs of some thousand offers. */
export function compileCatalog({ offers, ...frame }: CatalogFile, version: string): Catalog {
  const builder = new CatalogBuilder(frame, offers.length);
  for (const offer of offers) builder.add(offer, Buffer.from(JSON.stringify(offer)));
  return new ServingCatalog(version, frame, builder.finish());
}
