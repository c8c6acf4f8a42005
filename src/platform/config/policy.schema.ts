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

/** `config/policy.yaml`, from units that people write to those that the engine counts in. */
export const policyFile = z
  .strictObject({
    location: z.strictObject({
      maxAccuracyMetres: z.number().positive(),
      maxSpeedMps: z.number().positive(),
      accuracyToRadius: z.number().positive(),
    }),
    moments: z.strictObject({
      minConfidence: z.number().min(0).max(1),
      stopCategories: z.array(z.string()),
      lengthSeconds: perMoment,
      attentionSeconds: perMoment,
    }),
    gate: z.strictObject({ maxAgeSeconds: z.number().min(0) }),
    sensitive: z.strictObject({ categories: z.array(z.string()), nearMetres: z.number().min(0).max(100) }),
    affinity: z.strictObject({ minimum: z.number().min(0).max(1), halfLifeDays: z.number().positive() }),
    contact: z.strictObject({
      caps: z.array(cap).max(10),
      spacingMinutes: z.number().min(0),
      quietHours: z.strictObject({ from: clockTime, to: clockTime }).optional(),
      rest: z.strictObject({
        notInterestedDays: z.number().min(0),
        notHereDays: z.number().min(0),
        notNowHours: z.number().min(0),
      }),
    }),
    arbitration: z.strictObject({
      scoringLimit: z.number().int().min(1).max(1000),
      minPropensity: z.number().min(0).max(1),
      contextWeight: perMoment,
      towardsWeight: z.number().min(0).max(10),
      awayWeight: z.number().min(0).max(10),
      interruptionCostMinor: perMoment,
      pressureMinor: z.number().min(0),
      pressureHalfLifeHours: z.number().positive(),
      epsilon: z.number().min(0).max(1),
    }),
  })
  .transform(({ sensitive, gate, contact, arbitration, ...rest }) => ({
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
    arbitration: { ...arbitration, pressureHalfLifeMs: arbitration.pressureHalfLifeHours * HOUR_MS },
  }));

const fieldBase = { maxAgeMinutes: z.number().positive(), consent: z.enum(['none', 'profiling']).default('none') };

/** `config/context.yaml`: the fields that may be reported. */
export const contextFile = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  z.discriminatedUnion('type', [
    z.strictObject({ ...fieldBase, type: z.literal('level'), levels: z.array(z.string()).min(1) }),
    z.strictObject({
      ...fieldBase,
      type: z.literal('number'),
      min: z.number(),
      max: z.number(),
      unit: z.string().optional(),
    }),
    z.strictObject({ ...fieldBase, type: z.literal('boolean') }),
  ]),
);

/** `config/touchpoints.yaml`. */
export const touchpointsFile = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/),
  z.strictObject({ outbound: z.boolean(), channel: z.string(), placements: z.array(z.string()).min(1) }),
);

export type PolicyNumbers = z.output<typeof policyFile>;
export type ContextSchema = z.output<typeof contextFile>;
export type ContextField = ContextSchema[string];
export type Touchpoints = z.output<typeof touchpointsFile>;
