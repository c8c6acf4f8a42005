import type { CellTable } from './cell-table.js';
import type { IdTable } from './id-table.js';
import type { LineStore } from './line-store.js';

/** Lists of ordinals, one after the other: list `i` goes from `starts[i]` up to `starts[i + 1]`. */
export interface OrdinalLists {
  readonly starts: Uint32Array;
  readonly ordinals: Uint32Array;
}

/** What is asked of each offer in reach, by ordinal. */
export interface OfferColumns {
  /** NaN where there is no place. */
  readonly lat: Float64Array;
  readonly lng: Float64Array;
  /** Index into `categories`. */
  readonly category: Uint32Array;
  /** 0 where it is offered in its zones alone. */
  readonly fansWithinMetres: Float64Array;
  readonly promise: Float64Array;
  /** Epoch ms; without an end on either side, infinite. */
  readonly validFrom: Float64Array;
  readonly validTo: Float64Array;
  readonly zones: OrdinalLists;
}

/** By ordinal: first the zones with a name, then the areas of single offers in the order of the offers. */
export interface ZoneColumns {
  /** Of the centre of a circle; NaN for a polygon. */
  readonly lat: Float64Array;
  readonly lng: Float64Array;
  readonly extentMetres: Float64Array;
  /** Index into `categories`, plus 1; 0 where there is none. */
  readonly category: Uint32Array;
  /** The offer, of the areas of single offers alone: the first of them is that of zone `namedZones`. */
  readonly owner: Uint32Array;
}

/** The serving index of a catalog without its objects: built in one thread, read in another. */
export interface CatalogParts {
  readonly offerCount: number;
  readonly zoneCount: number;
  readonly namedZones: number;
  readonly categories: readonly string[];
  readonly offers: OfferColumns;
  readonly zones: ZoneColumns;
  /** By zones with a name. */
  readonly offersOfNamed: OrdinalLists;
  /** One for each of ZONE_RESOLUTIONS. */
  readonly zonesByCell: readonly CellTable[];
  readonly offersForFans: CellTable;
  /** Those that promise most first. */
  readonly everywhere: Uint32Array;
  /** By category, those that promise most first. */
  readonly everywhereIn: OrdinalLists;
  /** Names of exclusion groups, and their offers in the same order. */
  readonly groups: readonly string[];
  readonly offersInGroup: OrdinalLists;
  /** Offers of which there is an end. */
  readonly stocked: Uint32Array;
  readonly lines: LineStore;
  readonly ids: IdTable;
}
