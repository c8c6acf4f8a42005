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
import { attributeTypes, ruleLayers } from './rule.js';

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
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
  lever: z.number().min(0).max(100).default(1),
  startingPropensity: z.number().min(0).max(1).optional().describe('used when the model does not know the category'),
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
    })
    .optional(),
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
    offers: z.array(offer).min(1),
  })
  .meta({ id: 'Catalog' });

export type Area = z.output<typeof area>;
export type Zone = z.output<typeof zone>;
export type OfferGroup = z.output<typeof offerGroup>;
export type Treatment = z.output<typeof treatment>;
export type ContactCap = z.output<typeof contactCap>;
export type CatalogOffer = z.output<typeof offer>;
export type CatalogFile = z.output<typeof catalogFile>;
export type CatalogInput = z.input<typeof catalogFile>;
