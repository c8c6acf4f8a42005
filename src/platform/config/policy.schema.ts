import { z } from 'zod';

const MOMENTS = ['waiting', 'queueing', 'passing', 'strolling', 'dwelling', 'commuting', 'unknown'] as const;
const perMoment = z.record(z.enum(MOMENTS), z.number().min(0).max(100_000));

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "21:30"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const cap = z
  .strictObject({
    limit: z.number().int().min(0).max(1000),
    per: z.union([z.literal('day'), z.strictObject({ hours: z.number().positive().max(720) })]),
  })
  .transform(({ limit, per }) => ({
    limit,
    window: per === 'day' ? ('day' as const) : { windowMs: per.hours * HOUR_MS },
  }));

const floor = z
  .number()
  .min(0)
  .max(0.1)
  .default(0)
  .describe('least chance of any option, for off-policy evaluation; as much of it as there is room for all');

/** How a decision departs from the best that it knows. */
const exploration = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('epsilon-greedy').describe('the best, or with a small chance any'),
    epsilon: z.number().min(0).max(1).describe('share of decisions that explore'),
    floor,
  }),
  z.strictObject({
    kind: z.literal('inverse-gap').describe('the less an option is worth than the best, the smaller its chance'),
    gamma: z
      .number()
      .positive()
      .max(1_000_000)
      .describe('how fast the chance falls: of an option that is worth half it is about 2 / gamma'),
    floor,
  }),
  z.strictObject({
    kind: z.literal('thompson').describe('each by the chance that it is the best, for all that is known'),
    width: z
      .number()
      .min(0)
      .max(2)
      .default(1)
      .describe('how much of what is not known counts: 1 all of it, 0 nothing, which is never to explore'),
    floor,
  }),
]);

/** `config/policy.yaml`, from units that people write to those that the engine counts in. */
export const policyFile = z
  .strictObject({
    location: z.strictObject({
      maxAccuracyMetres: z.number().positive().describe('a fix that may be further off than this is not used'),
      maxSpeedMps: z.number().positive().describe('faster is a jump, not a journey'),
      accuracyToRadius: z
        .number()
        .positive()
        .describe('the accuracy of a fix must be below this share of the radius of an area'),
    }),
    moments: z.strictObject({
      minConfidence: z.number().min(0).max(1).describe('below it the moment is unknown'),
      stopCategories: z.array(z.string()).describe('categories of zones in which to stand is to wait for transport'),
      lengthSeconds: perMoment.describe('how long a moment lasts'),
      attentionSeconds: perMoment.describe(
        'attention that a moment has for us: a treatment that asks for more is not shown in it',
      ),
    }),
    gate: z.strictObject({
      maxAgeSeconds: z.number().min(0).describe('after this an unchanged situation is decided anew'),
    }),
    sensitive: z.strictObject({
      categories: z
        .array(z.string())
        .describe(
          'kinds of places that are denied by default: no trail, no inference, no offer (Art. 9 GDPR and beyond)',
        ),
      nearMetres: z.number().min(0).max(100).describe('as close as this to such a place counts as there'),
    }),
    affinity: z.strictObject({
      minimum: z.number().min(0).max(1).describe('from here on the customer counts as fond of a category'),
      halfLifeDays: z.number().positive().describe('how fast visits, purchases and fondness fade'),
    }),
    candidates: z
      .strictObject({
        most: z
          .number()
          .int()
          .min(1)
          .max(10_000)
          .default(1000)
          .describe('most offers in reach that one decision looks at: of more, those that promise most'),
      })
      .prefault({}),
    contact: z.strictObject({
      caps: z
        .array(cap)
        .max(10)
        .describe(
          'most contacts that we make: a day of the customer, or rolling hours; an offer may have its own caps',
        ),
      spacingMinutes: z.number().min(0).describe('least time between two contacts that we make'),
      quietHours: z
        .strictObject({
          from: clockTime.describe('no contact by us from this time of the customer on, such as "21:30"'),
          to: clockTime.describe('until this time'),
        })
        .optional(),
      rest: z.strictObject({
        notInterestedDays: z.number().min(0).describe('rest of an offer after not-interested'),
        notHereDays: z.number().min(0).describe('rest of an offer around the place after not-here'),
        notNowHours: z.number().min(0).describe('rest of all offers after not-now'),
      }),
    }),
    stock: z
      .strictObject({
        leaseSeconds: z
          .number()
          .int()
          .min(1)
          .max(86_400)
          .describe('how long one unit of an offer is reserved without an impression, where the offer does not say'),
      })
      .default({ leaseSeconds: 600 }),
    arbitration: z.strictObject({
      scoringLimit: z.number().int().min(1).max(1000).describe('most candidates that are scored in one decision'),
      minPropensity: z.number().min(0).max(1).describe('a customer who is less likely to accept is left alone'),
      contextWeight: perMoment.describe('factor C of the score, by moment'),
      towardsWeight: z.number().min(0).max(10).describe('factor for an offer that the way of the customer leads to'),
      awayWeight: z.number().min(0).max(10).describe('factor for an offer that it leads away from'),
      interruptionCostMinor: perMoment.describe(
        'what an interruption costs, in minor units, before anything is gained',
      ),
      pressureMinor: z
        .number()
        .min(0)
        .describe('more for each contact of late, in minor units, fading with the half-life'),
      pressureHalfLifeHours: z.number().positive().describe('the half-life of that pressure'),
      exploration,
    }),
    learning: z
      .strictObject({
        startingEvidence: z
          .number()
          .min(1)
          .max(1_000_000)
          .default(20)
          .describe('how many impressions the starting propensity of an offer is worth, where the offer does not say'),
        halfLifeDays: z
          .number()
          .positive()
          .max(3650)
          .default(60)
          .describe('what customers did with an offer counts half after this'),
      })
      .prefault({}),
  })
  .transform(({ sensitive, gate, contact, stock, arbitration, learning, ...rest }) => ({
    ...rest,
    sensitiveCategories: sensitive.categories,
    sensitiveNearMetres: sensitive.nearMetres,
    gate: { maxAgeMs: gate.maxAgeSeconds * 1000 },
    contact: {
      caps: contact.caps,
      spacingMs: contact.spacingMinutes * MINUTE_MS,
      quietHours: contact.quietHours && { fromMinute: contact.quietHours.from, toMinute: contact.quietHours.to },
      restMs: {
        notInterested: contact.rest.notInterestedDays * DAY_MS,
        notHere: contact.rest.notHereDays * DAY_MS,
        notNow: contact.rest.notNowHours * HOUR_MS,
      },
    },
    stock: { leaseMs: stock.leaseSeconds * 1000 },
    arbitration: { ...arbitration, pressureHalfLifeMs: arbitration.pressureHalfLifeHours * HOUR_MS },
    learning: { startingEvidence: learning.startingEvidence, halfLifeMs: learning.halfLifeDays * DAY_MS },
  }));

const fieldBase = {
  maxAgeMinutes: z.number().positive().describe('older values are missing'),
  consent: z
    .enum(['none', 'profiling'])
    .default('none')
    .describe('`profiling`: neither kept nor used without that consent'),
};

/** `config/context.yaml`: the fields that may be reported. */
export const contextFile = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  z.discriminatedUnion('type', [
    z.strictObject({
      ...fieldBase,
      type: z.literal('level').describe('one of `levels`'),
      levels: z.array(z.string()).min(1).describe('the values that may be reported'),
    }),
    z.strictObject({
      ...fieldBase,
      type: z.literal('number').describe('from `min` to `max`'),
      min: z.number().describe('least value'),
      max: z.number().describe('greatest value'),
      unit: z.string().optional().describe('for people'),
    }),
    z.strictObject({ ...fieldBase, type: z.literal('boolean').describe('true or false') }),
  ]),
);

/** `config/profile.yaml`: what rules may ask of customers. */
export const profileFile = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/),
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('level').describe('one of `levels`'),
      levels: z.array(z.string().max(200)).min(1).max(200).describe('the values that there are'),
    }),
    z.strictObject({ type: z.literal('number').describe('any number') }),
    z.strictObject({ type: z.literal('text').describe('any text') }),
    z.strictObject({ type: z.literal('boolean').describe('true or false') }),
  ]),
);

/** `config/touchpoints.yaml`. */
export const touchpointsFile = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/),
  z.strictObject({
    outbound: z
      .boolean()
      .describe('whether we come to the customer, so that quiet hours, spacing and the cost of interrupting hold'),
    channel: z.string().describe('channel that consent to marketing may be limited to'),
    placements: z.array(z.string()).min(1).describe('places for an offer there'),
  }),
);

export type PolicyNumbers = z.output<typeof policyFile>;
export type ContextSchema = z.output<typeof contextFile>;
export type ContextField = ContextSchema[string];
export type ProfileSchema = z.output<typeof profileFile>;
export type Touchpoints = z.output<typeof touchpointsFile>;
