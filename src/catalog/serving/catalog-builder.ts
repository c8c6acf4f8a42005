import type { CatalogOffer } from '../../contract/catalog.js';
import { COARSE_RESOLUTION, cellOf } from '../../core/location/cells.js';
import { cellKey } from '../../core/location/cell-key.js';
import { ZONE_RESOLUTIONS, ZoneCover } from '../../core/location/zone-index.js';
import { extentMetresOf } from '../../core/location/zones.js';
import type { Area } from '../../core/types/offer.js';
import type { CatalogFrame } from '../stored-version.js';
import type { CatalogParts, OfferColumns, OrdinalLists, ZoneColumns } from './catalog-parts.js';
import { CellTableBuilder } from './cell-table.js';
import { numberColumn, realColumn } from './columns.js';
import { GrowingNumbers } from './growing.js';
import { IdTableBuilder } from './id-table.js';
import { LineStoreBuilder } from './line-store.js';
import { compileZones, toArea } from './named-zones.js';
import { bestFirst, listBy } from './ordinal-lists.js';

/** Builds the serving index from checked offers, one after the other: no more of them is held than one. */
export class CatalogBuilder {
  readonly #offers: OfferColumns;
  readonly #zones: ZoneColumns;
  readonly #namedZones: number;
  readonly #namedOrdinals: ReadonlyMap<string, number>;
  readonly #zonesOfOffers = new GrowingNumbers();
  readonly #categories = new Map<string, number>();
  readonly #cover = new ZoneCover();
  readonly #zonesByCell = ZONE_RESOLUTIONS.map(() => new CellTableBuilder());
  readonly #fans = new CellTableBuilder();
  readonly #everywhere = new GrowingNumbers();
  readonly #groups = new Map<string, number>();
  readonly #grouped = { offers: new GrowingNumbers(), groups: new GrowingNumbers() };
  readonly #stocked = new GrowingNumbers();
  readonly #lines: LineStoreBuilder;
  readonly #ids: IdTableBuilder;
  #offerCount = 0;
  #zoneCount = 0;
  #zonesListed = 0;

  constructor(
    frame: Pick<CatalogFrame, 'zones'>,
    private readonly mostOffers: number,
  ) {
    const named = compileZones(frame.zones);
    this.#namedZones = named.length;
    this.#namedOrdinals = new Map(named.map(({ id, ordinal }) => [id, ordinal]));
    this.#offers = offerColumns(mostOffers);
    this.#zones = zoneColumns(named.length, mostOffers);
    this.#lines = new LineStoreBuilder(mostOffers);
    this.#ids = new IdTableBuilder(mostOffers);
    for (const { area, category } of named) this.addZone(area, category);
  }

  /** @param line the same offer as JSON, in UTF-8. @throws RangeError for more offers than were told. */
  add(offer: CatalogOffer, line: Uint8Array): void {
    const ordinal = this.#offerCount;
    if (ordinal === this.mostOffers) throw new RangeError('there are more offers than were told');
    this.#offerCount += 1;
    this.#lines.set(ordinal, line);
    this.#ids.add(ordinal, offer.id);
    this.addColumns(ordinal, offer);
    this.addZonesOf(ordinal, offer);
    const { place, where, exclusionGroup } = offer;
    if (exclusionGroup !== undefined) this.addToGroup(ordinal, exclusionGroup);
    if (offer.stock || offer.budget) this.#stocked.push(ordinal);
    if (!where) this.#everywhere.push(ordinal);
    else if (place && where.fansWithinMetres)
      this.#fans.add(cellKey(cellOf(place, COARSE_RESOLUTION), COARSE_RESOLUTION), ordinal);
  }

  finish(): CatalogParts {
    const { category, promise, zones } = this.#offers;
    const offers = { ...this.#offers, zones: { starts: zones.starts, ordinals: this.#zonesOfOffers.column() } };
    const everywhere = bestFirst(this.#everywhere.taken(), promise);
    return {
      offerCount: this.#offerCount,
      zoneCount: this.#zoneCount,
      namedZones: this.#namedZones,
      categories: [...this.#categories.keys()],
      offers,
      zones: this.#zones,
      offersOfNamed: this.listOffersOfNamed(offers.zones),
      zonesByCell: this.#zonesByCell.map((table) => table.finish()),
      offersForFans: this.#fans.finish(),
      everywhere,
      everywhereIn: listBy(
        everywhere,
        everywhere.map((offer) => category[offer]!),
        this.#categories.size,
      ),
      groups: [...this.#groups.keys()],
      offersInGroup: listBy(this.#grouped.offers.taken(), this.#grouped.groups.taken(), this.#groups.size),
      stocked: this.#stocked.column(),
      lines: this.#lines.finish(),
      ids: this.#ids.finish(),
    };
  }

  private addColumns(ordinal: number, offer: CatalogOffer): void {
    const columns = this.#offers;
    const { place, where, validFrom, validTo } = offer;
    columns.lat[ordinal] = place ? place.lat : NaN;
    columns.lng[ordinal] = place ? place.lng : NaN;
    columns.category[ordinal] = this.codeOf(offer.category);
    columns.fansWithinMetres[ordinal] = where?.fansWithinMetres ?? 0;
    columns.promise[ordinal] = offer.valueMinor * offer.lever;
    columns.validFrom[ordinal] = validFrom ?? -Infinity;
    columns.validTo[ordinal] = validTo ?? Infinity;
  }

  private addZonesOf(ordinal: number, { where, place }: CatalogOffer): void {
    const listed = this.#zonesOfOffers;
    for (const id of where?.zones ?? []) {
      listed.push(this.#namedOrdinals.get(id)!);
      this.#zonesListed += 1;
    }
    if (where?.area) {
      this.#zones.owner[this.#zoneCount - this.#namedZones] = ordinal;
      listed.push(this.addZone(toArea(where.area), place?.category));
      this.#zonesListed += 1;
    }
    this.#offers.zones.starts[ordinal + 1] = this.#zonesListed;
  }

  private addZone(area: Area, category: string | undefined): number {
    const ordinal = this.#zoneCount;
    this.#zoneCount += 1;
    const columns = this.#zones;
    const extentMetres = extentMetresOf(area);
    columns.lat[ordinal] = 'circle' in area ? area.circle.lat : NaN;
    columns.lng[ordinal] = 'circle' in area ? area.circle.lng : NaN;
    columns.extentMetres[ordinal] = extentMetres;
    columns.category[ordinal] = category === undefined ? 0 : 1 + this.codeOf(category);
    const { level, keys } = this.#cover.cover(area, extentMetres);
    const table = this.#zonesByCell[level]!;
    for (const key of keys) table.add(key, ordinal);
    return ordinal;
  }

  private addToGroup(ordinal: number, group: string): void {
    const code = this.#groups.get(group) ?? this.#groups.size;
    this.#groups.set(group, code);
    this.#grouped.offers.push(ordinal);
    this.#grouped.groups.push(code);
  }

  private codeOf(category: string): number {
    let code = this.#categories.get(category);
    if (code === undefined) this.#categories.set(category, (code = this.#categories.size));
    return code;
  }

  private listOffersOfNamed({ starts, ordinals }: OrdinalLists): OrdinalLists {
    const [offers, zones] = [new GrowingNumbers(), new GrowingNumbers()];
    for (let offer = 0; offer < this.#offerCount; offer += 1) {
      for (let i = starts[offer]!; i < starts[offer + 1]!; i += 1) {
        if (ordinals[i]! >= this.#namedZones) continue;
        offers.push(offer);
        zones.push(ordinals[i]!);
      }
    }
    return listBy(offers.taken(), zones.taken(), this.#namedZones);
  }
}

function offerColumns(count: number): OfferColumns {
  return {
    lat: realColumn(count),
    lng: realColumn(count),
    category: numberColumn(count),
    fansWithinMetres: realColumn(count),
    promise: realColumn(count),
    validFrom: realColumn(count),
    validTo: realColumn(count),
    zones: { starts: numberColumn(count + 1), ordinals: numberColumn(0) },
  };
}

/** As many as there may be. What is not used takes no memory but addresses. */
function zoneColumns(named: number, offers: number): ZoneColumns {
  const most = named + offers;
  return {
    lat: realColumn(most),
    lng: realColumn(most),
    extentMetres: realColumn(most),
    category: numberColumn(most),
    owner: numberColumn(offers),
  };
}
