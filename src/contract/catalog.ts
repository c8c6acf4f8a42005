import { z } from 'zod';
import {
  addressForm,
  category,
  fieldName,
  identifier,
  latitude,
  locale,
  longitude,
  placement,
  scalar,
  timestamp,
  touchpoint,
} from './primitives.js';
import { attributeType, attributeTypes, ruleLayers } from './rule.js';

const point = z.strictObject({ lat: latitude, lng: longitude });

const ring = z
  .array(z.tuple([longitude, latitude]))
  .min(4, 'a ring needs at least four positions, the last equal to the first')
  .max(2000)
  .refine((positions) => {
    const first = positions[0]!;
    const last = positions.at(-1)!;
    return first[0] === last[0] && first[1] === last[1];
  }, 'a ring must end where it begins (RFC 7946, 3.1.6)');

/** Where an offer may be shown. Polygons are GeoJSON (RFC 7946): longitude first, outer ring first, holes after it. */
export const area = z.union([
  z.strictObject({ circle: z.strictObject({ ...point.shape, radiusMetres: z.number().min(10).max(100_000) }) }),
  z.strictObject({
    polygon: z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1).max(20) }),
  }),
]);

/** A named area that several offers may share, such as a station or a shopping street. */
export const zone = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(120),
  category: category.optional(),
  area,
});

const dayparts = z.enum(['morning', 'forenoon', 'afternoon', 'evening', 'night']);
const moments = z.enum(['waiting', 'queueing', 'passing', 'strolling', 'dwelling', 'commuting', 'unknown']);
const weekdays = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** `08:00`; an end may be `24:00` too. */
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:30');
const endClock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day such as 17:30, or 24:00');
const span = { from: clock, to: endClock };
const isSpan = ({ from, to }: { from: string; to: string }) => from !== to;
const NO_SPAN = 'begins and ends at once; the whole day is 00:00 to 24:00';

/** Times of a weekday. An end before the beginning lies on the next day. */
export const weeklyWindow = z.strictObject({ days: z.array(weekdays).min(1), ...span }).refine(isSpan, NO_SPAN);

/** A date on which other times hold than those of its weekday, or none. */
export const dateException = z.union([
  z.strictObject({ date: z.iso.date(), closed: z.literal(true) }),
  z.strictObject({ date: z.iso.date(), windows: z.array(z.strictObject(span).refine(isSpan, NO_SPAN)).min(1).max(20) }),
]);

function hasEachDateOnce(exceptions: readonly { date: string }[]): boolean {
  return new Set(exceptions.map(({ date }) => date)).size === exceptions.length;
}

/** An IANA name, such as Europe/Vienna. */
export const timeZone = z.string().max(60).refine(isTimeZone, 'is no IANA time zone, such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const words = z.strictObject({ title: z.string().min(1).max(120), body: z.string().min(1).max(600) });

/** Words by locale and form of address: `{ de: { du: …, sie: … }, en: { neutral: … } }`. */
export const texts = z.record(locale, z.partialRecord(addressForm, words));

export const treatment = z.strictObject({
  id: identifier,
  touchpoint: touchpoint.default('app-push'),
  placement: placement.default('card'),
  format: z.enum(['glance', 'short', 'rich']).default('short'),
  attentionSeconds: z.number().min(1).max(300),
  texts,
});

/** A limit on contacts: rolling over `perMs`-like windows, or per calendar day in the customer's zone. */
export const contactCap = z.strictObject({
  limit: z.number().int().min(0).max(1000),
  per: z.union([
    z.literal('day'),
    z.strictObject({
      hours: z
        .number()
        .positive()
        .max(24 * 30),
    }),
  ]),
});

export const offer = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(120),
  category,
  group: identifier.optional(),
  class: z
    .enum(['normal', 'mandatory', 'default'])
    .default('normal')
    .describe('mandatory goes before all others; default is shown on request only, where nothing else is'),
  priorityScore: z.number().int().min(0).max(100).default(0).describe('order among mandatory offers, highest first'),
  exclusionGroup: identifier.optional().describe('a customer has one offer of it at a time'),
  /** The shop. Distance, way and heading are measured to it. */
  place: z
    .strictObject({ ...point.shape, name: z.string().min(1).max(120).optional(), category: category.optional() })
    .optional(),
  /** Left out: everywhere. `zones` name areas of this file. */
  where: z
    .strictObject({
      area: area.optional(),
      zones: z.array(identifier).min(1).max(100).optional(),
      /** Who is fond of the category is offered it this far from the place too. */
      fansWithinMetres: z.number().min(0).max(2000).optional(),
    })
    .refine(
      (where) => where.area !== undefined || where.zones !== undefined,
      'give an area or zones; leave `where` out for everywhere',
    )
    .optional(),
  valueMinor: z.number().int().min(0).max(10_000_000).describe('worth to the business when accepted, in minor units'),
  costMinor: z.number().int().min(0).max(10_000_000).default(0).describe('what an acceptance costs, in minor units'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
  lever: z.number().min(0).max(100).default(1),
  startingPropensity: z.number().min(0).max(1).optional().describe('used when the model does not know the category'),
  startingEvidence: z
    .number()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('how many impressions the starting propensity is worth; left out: as the policy says'),
  validFrom: timestamp.optional(),
  validTo: timestamp.optional(),
  validityHours: z
    .number()
    .positive()
    .max(24 * 365)
    .default(24)
    .describe('how long a shown offer can be redeemed'),
  when: z
    .strictObject({
      moments: z.array(moments).min(1).optional(),
      dayparts: z.array(dayparts).min(1).optional(),
      weekdays: z.array(weekdays).min(1).optional(),
      weather: z.array(z.string().max(40)).min(1).optional(),
      windows: z.array(weeklyWindow).min(1).max(100).optional(),
      exceptions: z.array(dateException).min(1).max(400).refine(hasEachDateOnce, 'has a date twice').optional(),
    })
    .optional(),
  timeZone: timeZone.optional().describe('whose clock `windows` and `exceptions` mean; left out: that of the place'),
  ...ruleLayers,
  caps: z.array(contactCap).max(10).default([]),
  stock: z
    .strictObject({
      units: z.number().int().min(0).max(1_000_000_000),
      leaseSeconds: z
        .number()
        .int()
        .min(1)
        .max(86_400)
        .optional()
        .describe('how long one is reserved without an impression; left out: as the policy says'),
    })
    .optional()
    .describe('how many there are of this offer, over all versions of the catalog'),
  budget: z
    .strictObject({
      minor: z.number().int().min(0).max(1_000_000_000_000).describe('in minor units of the currency of the offer'),
      costMinor: z.number().int().min(1).max(10_000_000).describe('what one acceptance costs, in minor units'),
    })
    .optional()
    .describe('what acceptances of this offer may cost together, over all versions of the catalog'),
  tags: z.array(z.string().max(60)).max(20).default([]),
  attributes: z.record(fieldName, scalar).default({}),
  treatments: z.array(treatment).min(1).max(20),
});

/** What the offers of a group share: its rules hold for each of them, beside their own. */
export const offerGroup = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(120).optional(),
  ...ruleLayers,
});

/** What an attribute of an offer holds, and whether each offer must have it. */
export const offerAttributeType = z.union([
  attributeType.options[0].extend({ required: z.boolean().optional() }),
  attributeType.options[1].extend({ required: z.boolean().optional() }),
]);

/** The offer that answers a request for a placement when nothing else is chosen. */
export const fallback = z.strictObject({ touchpoint, placement, offer: identifier });

/** A whole catalog file. */
export const catalogFile = z
  .strictObject({
    name: z.string().min(1).max(120).optional(),
    locales: z
      .array(locale)
      .min(1)
      .optional()
      .describe('locales that every treatment must have; left out: all that occur'),
    zones: z.array(zone).default([]),
    rules: z.strictObject(ruleLayers).optional().describe('hold for every offer, beside its own'),
    groups: z
      .array(offerGroup)
      .max(10_000)
      .optional()
      .describe('when given, it lists each `group` that an offer names'),
    profileAttributes: attributeTypes
      .optional()
      .describe('attributes of customers that rules may ask for, beside those of config/profile.yaml'),
    offerAttributes: z
      .record(fieldName, offerAttributeType)
      .optional()
      .describe('attributes that offers have; when given, it lists each one that occurs'),
    timeZone: timeZone.optional().describe('whose clock offers without a place and zone mean; Europe/Berlin'),
    fallbacks: z.array(fallback).max(1_000).optional(),
    offers: z.array(offer).min(1),
  })
  .meta({ id: 'Catalog' });

/** All of a catalog but its offers: what a sheet of offers has no columns for. */
export const catalogHead = catalogFile.omit({ offers: true });

export type CatalogHead = z.output<typeof catalogHead>;
export type Area = z.output<typeof area>;
export type Zone = z.output<typeof zone>;
export type WeeklyWindow = z.output<typeof weeklyWindow>;
export type DateException = z.output<typeof dateException>;
export type OfferAttributeType = z.output<typeof offerAttributeType>;
export type OfferAttributeTypes = Readonly<Record<string, OfferAttributeType>>;
export type OfferGroup = z.output<typeof offerGroup>;
export type Treatment = z.output<typeof treatment>;
export type ContactCap = z.output<typeof contactCap>;
export type CatalogOffer = z.output<typeof offer>;
export type CatalogFile = z.output<typeof catalogFile>;
export type CatalogInput = z.input<typeof catalogFile>;
