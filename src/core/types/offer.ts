import type { OfferId, ZoneId } from './ids.js';
import type { Daypart, MomentName, Weekday } from './moment.js';
import type { Facts, Scalars } from './facts.js';
import type { Stock } from './stock.js';

export interface Point {
  readonly lat: number;
  readonly lng: number;
}

export interface Circle extends Point {
  readonly radiusMetres: number;
}

/** Rings of [lng, lat]: the outer one first, then holes (RFC 7946). */
export type Polygon = readonly (readonly (readonly [number, number])[])[];

export type Area = { readonly circle: Circle } | { readonly polygon: Polygon };

export interface Zone {
  readonly ordinal: number;
  readonly id: ZoneId;
  readonly name: string;
  readonly category?: string;
  /** The area of a single offer: it is no place with a name, so nobody is told who entered it. */
  readonly ofOneOffer: boolean;
  readonly area: Area;
  /** Radius of the circle, or of one of the polygon's extent: what the accuracy of a fix is held against. */
  readonly extentMetres: number;
}

export type Format = 'glance' | 'short' | 'rich';
export type AddressForm = 'du' | 'sie' | 'neutral';

export interface Words {
  readonly title: string;
  readonly body: string;
  /** Fills in what the words ask for; absent where they stand as they are, as most do. */
  readonly message?: Message;
}

/** Words with places to be filled in. */
export interface Message {
  /** Whether they tell the way to the place: they cannot be filled in where that is not known. */
  readonly needsDistance: boolean;
  /** Nothing when the words cannot be filled in. */
  readonly fill: (facts: MessageFacts) => FilledWords | undefined;
}

export interface FilledWords {
  readonly title: string;
  readonly body: string;
}

/** What words may tell beyond the offer itself: nothing of the customer's profile. */
export interface MessageFacts {
  /** The customer's; numbers are written its way. */
  readonly locale?: string;
  readonly moment: MomentName;
  readonly daypart?: Daypart;
  readonly walkMinutes?: number;
}

export interface Treatment {
  readonly id: string;
  readonly touchpoint: string;
  readonly placement: string;
  readonly format: Format;
  readonly attentionSeconds: number;
  readonly texts: Readonly<Record<string, Readonly<Partial<Record<AddressForm, Words>>>>>;
}

/** A limit on contacts: rolling over `windowMs`, or per calendar day in the customer's zone. */
export interface ContactCap {
  readonly limit: number;
  readonly window: 'day' | { readonly windowMs: number };
}

/** A compiled rule layer. */
export interface Rule {
  /** True when it lets the customer pass. */
  readonly test: (facts: Facts) => boolean;
  /** Several offers have this very rule, and it looks at nothing of the offer's own: its answer is that for all of them. */
  readonly isShared: boolean;
}

/** Whose rule it is: of the catalog as a whole, of a group of offers, or of the offer itself. */
export type RuleOwner = { readonly of: 'catalog' | 'offer' } | { readonly of: 'group'; readonly group: string };

/** A rule as an offer has it, by itself or from those above it. */
export interface HeldRule {
  readonly rule: Rule;
  readonly owner: RuleOwner;
  /** CEL, for people to read, whatever it was written in. */
  readonly text: string;
}

/** All of a layer must hold: first what the whole catalog asks, then the group, then the offer. */
export type RuleLayer = readonly HeldRule[];

export interface EngagementRules {
  readonly eligibility: RuleLayer;
  readonly applicability: RuleLayer;
  readonly suitability: RuleLayer;
}

/**
 * `mandatory` goes before all others, whatever it is worth; `default` is shown on request only, where nothing else is.
 */
export type OfferClass = 'normal' | 'mandatory' | 'default';

/** One offer as the catalog compiled it. `ordinal` is its place in this catalog version. */
export interface Offer {
  readonly ordinal: number;
  readonly id: OfferId;
  readonly name: string;
  readonly category: string;
  readonly group?: string;
  readonly class: OfferClass;
  /** Order among mandatory offers, highest first. */
  readonly priorityScore: number;
  /** A customer has one offer of it at a time. */
  readonly exclusionGroup?: string;
  readonly place?: Point & { readonly name?: string; readonly category?: string };
  /** Ordinals of the zones where it holds; empty: everywhere. */
  readonly zones: readonly number[];
  /** How far from its place it is offered to those who are fond of its category; absent: only in its zones. */
  readonly fansWithinMetres?: number;
  readonly valueMinor: number;
  /** What an acceptance costs. */
  readonly costMinor: number;
  readonly currency: string;
  readonly lever: number;
  readonly startingPropensity?: number;
  /** How many impressions that is worth; absent: as the policy says. */
  readonly startingEvidence?: number;
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly validityHours: number;
  readonly moments?: ReadonlySet<MomentName>;
  readonly dayparts?: ReadonlySet<Daypart>;
  readonly weekdays?: ReadonlySet<Weekday>;
  readonly weather?: ReadonlySet<string>;
  /** Whether its weekly windows and exceptions let it be shown at a moment; absent: always. */
  readonly isOpenAt?: (now: number) => boolean;
  readonly attributes: Scalars;
  /** Absent where nothing is asked, as for most offers. */
  readonly rules?: EngagementRules;
  readonly caps: readonly ContactCap[];
  /** Absent where there is no end of it, as for most offers. */
  readonly stock?: Stock;
  readonly treatments: readonly Treatment[];
  /** Whether words of any treatment tell the way to the place. */
  readonly tellsDistance: boolean;
}

/**
 * An immutable catalog version with its serving index. Offers and zones go by ordinals, from 0. What the location stage
 * asks of each of them in reach is answered from columns of numbers; an offer becomes an object when it is looked at.
 */
export interface Catalog {
  readonly version: string;
  readonly offerCount: number;
  readonly zoneCount: number;
  offer(ordinal: number): Offer;
  offerById(id: string): Offer | undefined;
  /** Whether there is such an offer: makes no object. */
  hasOffer(id: string): boolean;
  /** Where the shop is. */
  placeOf(offer: number): Point | undefined;
  categoryOf(offer: number): string;
  /** 0 for those that are offered in their zones alone. */
  fansWithinMetres(offer: number): number;
  /** Worth by lever: what the offer promises before anything is known of the customer. */
  promiseOf(offer: number): number;
  isValidAt(offer: number, now: number): boolean;
  zone(ordinal: number): Zone;
  areaOf(zone: number): Area;
  /** The offer whose own area the zone is; -1 for one with a name. */
  ownerOf(zone: number): number;
  extentMetresOf(zone: number): number;
  categoryOfZone(zone: number): string | undefined;
  /** Whether the point lies in the area of the zone. */
  isInside(zone: number, point: Point): boolean;
  /** Zones whose cover touches the point: each has yet to be tested exactly. */
  zonesNear(point: Point): number[];
  offersOfZone(zone: number): Ordinals;
  /** Offers without a zone, those that promise most first. */
  readonly everywhere: Ordinals;
  /** The same of one category. */
  everywhereIn(category: string): Ordinals;
  /** Whether any offer is for fans: most catalogs have none, and then nobody need look around for them. */
  readonly hasOffersForFans: boolean;
  /** Offers for fans with a place in this cell, H3 res 7. */
  offersForFansAt(cell: string): Ordinals;
  /** `TOUCHPOINT PLACEMENT` -> ordinal of the offer that answers there when nothing else is chosen. */
  readonly fallbacks: ReadonlyMap<string, number>;
  /** The offers of an exclusion group. */
  offersInGroup(group: string): Ordinals;
  /** Offers of which there is an end. */
  readonly stocked: Ordinals;
}

/** Ordinals in a list or in a column. */
export type Ordinals = ArrayLike<number>;
