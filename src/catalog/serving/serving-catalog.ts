import type { CatalogOffer } from '../../contract/catalog.js';
import { cellKey } from '../../core/location/cell-key.js';
import { cellOf, COARSE_RESOLUTION } from '../../core/location/cells.js';
import { distanceMetres } from '../../core/location/geometry.js';
import { ZONE_RESOLUTIONS } from '../../core/location/zone-index.js';
import { isInsideArea } from '../../core/location/zones.js';
import type { ZoneId } from '../../core/types/ids.js';
import type { Area, Catalog, Offer, Ordinals, Point, Zone } from '../../core/types/offer.js';
import { compileOffer } from '../compile-offer.js';
import { indexFallbacks } from '../index-fallbacks.js';
import { RuleBook } from '../compile-rule.js';
import { compileRules, inheritedRules } from '../inherited-rules.js';
import type { CatalogFrame } from '../stored-version.js';
import type { CatalogParts, OfferColumns, OrdinalLists, ZoneColumns } from './catalog-parts.js';
import { findSlot, ordinalsAt } from './cell-table.js';
import { buffersOf } from './columns.js';
import { findId, idAt } from './id-table.js';
import { KeptObjects } from './kept-objects.js';
import { lineAt } from './line-store.js';
import { compileZones, toArea } from './named-zones.js';

/** Of the lines that offers are made of: some 50,000 of them, which take four times as much. */
const MOST_OFFER_BYTES = 48 * 2 ** 20;
const MOST_POLYGON_BYTES = 16 * 2 ** 20;
/** Rules that nobody has any more are forgotten with all the others. */
const MOST_RULES = 20_000;
const NONE = new Uint32Array(0);

/** A catalog version over its columns. Offers become objects when they are looked at, and stay while they are asked for. */
export class ServingCatalog implements Catalog {
  readonly offerCount: number;
  readonly zoneCount: number;
  readonly everywhere: Ordinals;
  readonly hasOffersForFans: boolean;
  readonly fallbacks: Catalog['fallbacks'];
  readonly stocked: Ordinals;
  readonly #offers: OfferColumns;
  readonly #zones: ZoneColumns;
  readonly #categories: readonly string[];
  readonly #codes: ReadonlyMap<string, number>;
  readonly #named: readonly Zone[];
  readonly #levels: readonly number[];
  readonly #kept: KeptObjects<Offer>;
  #polygons?: KeptObjects<Area>;
  readonly #inherited: ReturnType<typeof inheritedRules>;
  readonly #timeZone?: string;
  readonly #groups: ReadonlyMap<string, number>;
  #rules = new RuleBook();

  constructor(
    readonly version: string,
    frame: Pick<CatalogFrame, 'zones' | 'rules' | 'groups' | 'fallbacks' | 'timeZone'>,
    private readonly parts: CatalogParts,
  ) {
    this.offerCount = parts.offerCount;
    this.zoneCount = parts.zoneCount;
    this.everywhere = parts.everywhere;
    this.hasOffersForFans = parts.offersForFans.ordinals.length > 0;
    this.#offers = parts.offers;
    this.#zones = parts.zones;
    this.#categories = parts.categories;
    this.#codes = new Map(parts.categories.map((category, code) => [category, code]));
    this.#named = compileZones(frame.zones);
    this.#levels = [...parts.zonesByCell.keys()].filter((level) => parts.zonesByCell[level]!.ordinals.length > 0);
    this.#kept = new KeptObjects(parts.lines.lengths, MOST_OFFER_BYTES);
    this.#inherited = inheritedRules(frame);
    this.#timeZone = frame.timeZone;
    this.#groups = new Map(parts.groups.map((group, code) => [group, code]));
    this.stocked = parts.stocked;
    this.fallbacks = indexFallbacks(frame.fallbacks, (id) => findId(parts.ids, id));
  }

  /** Of the memory that it holds outside of the heap. */
  get bytes(): number {
    return buffersOf(this.parts).reduce((bytes, { byteLength }) => bytes + byteLength, 0);
  }

  offer(ordinal: number): Offer {
    return this.#kept.get(ordinal) ?? this.#kept.keep(ordinal, this.compile(ordinal));
  }

  offerById(id: string): Offer | undefined {
    const ordinal = findId(this.parts.ids, id);
    return ordinal < 0 ? undefined : this.offer(ordinal);
  }

  hasOffer(id: string): boolean {
    return findId(this.parts.ids, id) >= 0;
  }

  placeOf(offer: number): Point | undefined {
    const lat = this.#offers.lat[offer]!;
    return Number.isNaN(lat) ? undefined : { lat, lng: this.#offers.lng[offer]! };
  }

  categoryOf(offer: number): string {
    return this.#categories[this.#offers.category[offer]!]!;
  }

  fansWithinMetres(offer: number): number {
    return this.#offers.fansWithinMetres[offer]!;
  }

  promiseOf(offer: number): number {
    return this.#offers.promise[offer]!;
  }

  isValidAt(offer: number, now: number): boolean {
    return now >= this.#offers.validFrom[offer]! && now < this.#offers.validTo[offer]!;
  }

  zone(ordinal: number): Zone {
    const owner = this.ownerOf(ordinal);
    if (owner < 0) return this.#named[ordinal]!;
    const id = `offer/${idAt(this.parts.ids, owner)}` as ZoneId;
    return {
      ordinal,
      id,
      name: this.offer(owner).name,
      category: this.categoryOfZone(ordinal),
      ofOneOffer: true,
      area: this.areaOf(ordinal),
      extentMetres: this.extentMetresOf(ordinal),
    };
  }

  areaOf(zone: number): Area {
    if (zone < this.#named.length) return this.#named[zone]!.area;
    const lat = this.#zones.lat[zone]!;
    if (Number.isNaN(lat)) return this.polygonOf(zone);
    return { circle: { lat, lng: this.#zones.lng[zone]!, radiusMetres: this.#zones.extentMetres[zone]! } };
  }

  ownerOf(zone: number): number {
    return zone < this.#named.length ? -1 : this.#zones.owner[zone - this.#named.length]!;
  }

  extentMetresOf(zone: number): number {
    return this.#zones.extentMetres[zone]!;
  }

  categoryOfZone(zone: number): string | undefined {
    const code = this.#zones.category[zone]!;
    return code === 0 ? undefined : this.#categories[code - 1];
  }

  isInside(zone: number, point: Point): boolean {
    const lat = this.#zones.lat[zone]!;
    if (Number.isNaN(lat)) return isInsideArea(point, this.areaOf(zone));
    return distanceMetres(point, { lat, lng: this.#zones.lng[zone]! }) <= this.#zones.extentMetres[zone]!;
  }

  zonesNear(point: Point): number[] {
    const near: number[] = [];
    for (const level of this.#levels) {
      const resolution = ZONE_RESOLUTIONS[level]!;
      const { keys, starts, ends, ordinals } = this.parts.zonesByCell[level]!;
      const slot = findSlot(keys, cellKey(cellOf(point, resolution), resolution));
      if (slot < 0) continue;
      const end = ends[slot]!;
      for (let i = starts[slot]!; i < end; i += 1) near.push(ordinals[i]!);
    }
    return near;
  }

  offersOfZone(zone: number): Ordinals {
    const owner = this.ownerOf(zone);
    return owner < 0 ? listAt(this.parts.offersOfNamed, zone) : Uint32Array.of(owner);
  }

  everywhereIn(category: string): Ordinals {
    const code = this.#codes.get(category);
    return code === undefined ? NONE : listAt(this.parts.everywhereIn, code);
  }

  offersInGroup(group: string): Ordinals {
    const code = this.#groups.get(group);
    return code === undefined ? NONE : listAt(this.parts.offersInGroup, code);
  }

  offersForFansAt(cell: string): Ordinals {
    return ordinalsAt(this.parts.offersForFans, cellKey(cell, COARSE_RESOLUTION));
  }

  private compile(ordinal: number): Offer {
    const source = this.source(ordinal);
    if (this.#rules.size > MOST_RULES) this.#rules = new RuleBook();
    const rules = compileRules(source, this.#inherited(source), this.#rules);
    return compileOffer(source, ordinal, Array.from(listAt(this.#offers.zones, ordinal)), rules, this.#timeZone);
  }

  private polygonOf(zone: number): Area {
    // By the offer, and not by the zone: their sizes are known.
    const owner = this.ownerOf(zone);
    this.#polygons ??= new KeptObjects(this.parts.lines.lengths, MOST_POLYGON_BYTES);
    return this.#polygons.get(owner) ?? this.#polygons.keep(owner, toArea(this.source(owner).where!.area!));
  }

  private source(ordinal: number): CatalogOffer {
    return JSON.parse(lineAt(this.parts.lines, ordinal)) as CatalogOffer;
  }
}

function listAt({ starts, ordinals }: OrdinalLists, list: number): Uint32Array {
  return ordinals.subarray(starts[list], starts[list + 1]);
}
