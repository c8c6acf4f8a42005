import type { Area as ContractArea, CatalogFile, CatalogOffer } from '../contract/catalog.js';
import { indexOffersByZone, indexOffersForFans } from '../core/candidates/offer-index.js';
import { COARSE_RESOLUTION } from '../core/location/cells.js';
import { buildZoneIndex } from '../core/location/zone-index.js';
import { extentMetresOf } from '../core/location/zones.js';
import type { OfferId, ZoneId } from '../core/types/ids.js';
import type { Area, Catalog, EngagementRules, Offer, RuleOwner, Zone } from '../core/types/offer.js';
import { asksForSomething, RuleBook, type OwnedRule } from './compile-rule.js';
import { intern } from './intern.js';

const HOUR_MS = 3_600_000;
const OF_OFFER: RuleOwner = { of: 'offer' };

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
    return compileOffer(offer, ordinal, [...named, ...own], compileRules(offer, inherited(offer), book));
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

function ownZone({ id, name, place }: CatalogOffer, area: ContractArea): Omit<Zone, 'ordinal' | 'extentMetres'> {
  return { id: `offer/${id}` as ZoneId, name, category: place?.category, area: toArea(area), ofOneOffer: true };
}

function compileOffer(offer: CatalogOffer, ordinal: number, zones: readonly number[], rules: Offer['rules']): Offer {
  return {
    ordinal,
    id: intern(offer.id as OfferId),
    name: offer.name,
    category: intern(offer.category),
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
    rules,
    caps: offer.caps.map(({ limit, per }) => ({
      limit,
      window: per === 'day' ? 'day' : { windowMs: per.hours * HOUR_MS },
    })),
    treatments: offer.treatments,
  };
}

/** One that has rules for an offer, nearest last. */
interface RuleHolder {
  readonly owner: RuleOwner;
  readonly layers: Pick<CatalogOffer, 'eligibility' | 'applicability' | 'suitability'>;
}

/** What an offer inherits: from the catalog as a whole, then from its group. */
function inheritedRules({ rules, groups }: CatalogFile): (offer: CatalogOffer) => readonly RuleHolder[] {
  const ofAll: RuleHolder[] = rules ? [{ owner: { of: 'catalog' }, layers: rules }] : [];
  const ofGroups = new Map(
    (groups ?? []).map((group): [string, readonly RuleHolder[]] => [
      group.id,
      [...ofAll, { owner: { of: 'group', group: group.id }, layers: group }],
    ]),
  );
  return ({ group }) => (group === undefined ? undefined : ofGroups.get(group)) ?? ofAll;
}

function compileRules(
  offer: CatalogOffer,
  inherited: readonly RuleHolder[],
  book: RuleBook,
): EngagementRules | undefined {
  if (inherited.length === 0 && !hasRules(offer)) return undefined;
  const holders = [...inherited, { owner: OF_OFFER, layers: offer }];
  const layer = (name: keyof EngagementRules) =>
    book.layer(holders.map(({ owner, layers }): OwnedRule => ({ owner, source: layers[name] })));
  const [eligibility, applicability, suitability] = [
    layer('eligibility'),
    layer('applicability'),
    layer('suitability'),
  ];
  if (eligibility.length + applicability.length + suitability.length === 0) return undefined;
  return { eligibility, applicability, suitability };
}

function hasRules({ eligibility, applicability, suitability }: CatalogOffer): boolean {
  return asksForSomething(eligibility) || asksForSomething(applicability) || asksForSomething(suitability);
}

function toArea(area: ContractArea): Area {
  return 'circle' in area ? area : { polygon: area.polygon.coordinates };
}

function toSet<T>(values: readonly T[] | undefined): ReadonlySet<T> | undefined {
  return values && new Set(values);
}
