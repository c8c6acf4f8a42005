import { z } from 'zod';
import { GROWS } from './errors.js';
import { versionNumber } from './models.js';
import { toldTime } from './primitives.js';

const count = z.number().int().min(0);

export const aliasName = z
  .string()
  .regex(/^(champion|(challenger|shadow)-[1-9])$/, 'must be champion, challenger-N or shadow-N (N from 1 to 9)')
  .meta({ id: 'AliasName' });

const reason = z.string().min(3).max(500);

/** `PUT /v1/models/{name}/aliases/{alias}`. */
export const aliasRequest = z
  .strictObject({
    version: versionNumber,
    share: z
      .number()
      .min(0.01)
      .max(100)
      .optional()
      .describe('of a challenger: percent of the customers, always the same ones; 1 if left out'),
    rampMinutes: z
      .number()
      .min(0.05)
      .max(43_200)
      .optional()
      .describe('of a challenger: how long each step (1, 5, 10, 25, 50, 100 %) stands before the next, by itself'),
    override: reason
      .optional()
      .describe('why the champion may be replaced though the evaluation does not speak for it'),
  })
  .meta({ id: 'AliasRequest' });

/** `POST /v1/models/{name}/promote`. */
export const promoteRequest = z
  .strictObject({
    version: versionNumber,
    override: reason.optional().describe('why it may, though its evaluation does not speak for it'),
  })
  .meta({ id: 'PromoteRequest' });

/** `POST /v1/models/{name}/rollback`. */
export const modelRollbackRequest = z.strictObject({ reason: reason.optional() }).meta({ id: 'ModelRollbackRequest' });

const guardReading = z
  .object({
    guard: z.enum(['errors', 'scores', 'latency', 'accepts', 'opt-outs', 'calibration']),
    eValue: z.number().describe('against the challenger; it is taken back when this reaches the limit'),
    limit: z.number(),
    told: z.string(),
  })
  .meta({ id: 'GuardReading' });

export const challengerAnswer = z
  .object({
    alias: z.string(),
    version: z.string(),
    share: z.number().describe('percent of the customers'),
    since: toldTime,
    rampMinutes: z.number().optional(),
    waitsFor: z.string().optional().describe('what holds up its ramp, whose time has come'),
    guards: z.array(guardReading).optional(),
  })
  .meta({ id: 'Challenger' });

export const shadowReport = z
  .object({
    decisions: count,
    sameWinner: z.number().nullable().describe('share of them in which it would have chosen the same offer'),
    rankAgreement: z.number().nullable().describe("Kendall's tau of the ranks, averaged"),
    scoreDifference: z.number().nullable().describe('mean of the absolute differences of P(accept)'),
    p50Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
    faults: count,
    badScores: count,
    dropped: count.describe('decisions that it was not asked about, since it was too slow for all'),
  })
  .meta({ id: 'ShadowReport' });

export const shadowAnswer = z
  .object({
    alias: z.string(),
    version: z.string(),
    since: toldTime,
    report: shadowReport.optional(),
  })
  .meta({ id: 'Shadow' });

/** Which versions decide. Its ETag is the revision. */
export const modelRelease = z
  .object({
    name: z.string(),
    revision: count,
    champion: z.string(),
    championShare: z.number().describe('percent of the customers'),
    previous: z.array(z.string()).describe('champions of the past, the last one first'),
    challengers: z.array(challengerAnswer),
    shadows: z.array(shadowAnswer),
  })
  .meta({ id: 'ModelRelease' });

const RELEASE_ACTIONS = [
  'challenge',
  'shadow',
  'withdraw',
  'promote',
  'rollback',
  'take-back',
  'ramp',
  'remove',
] as const;
export type ReleaseAction = (typeof RELEASE_ACTIONS)[number];

export const modelAuditEntry = z
  .object({
    id: z.string(),
    action: z.enum(['upload', 'calibrate', 'evaluate', ...RELEASE_ACTIONS]).meta(GROWS),
    version: z.string().optional(),
    alias: z.string().optional(),
    share: z.number().optional(),
    previous: z.string().optional(),
    trial: z.string().optional().describe('of a challenger: what is counted for it'),
    reason: z.string().optional(),
    by: z.string().describe('`guardrails` and `ramp` are the engine itself'),
    at: toldTime,
  })
  .meta({ id: 'ModelAuditEntry' });

export const auditQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d+-\d+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** What consoles are told. */
export type ModelChanged = Omit<z.output<typeof modelAuditEntry>, 'id'>;
export type ModelRelease = z.output<typeof modelRelease>;
export type ShadowReport = z.output<typeof shadowReport>;
export type AliasRequest = z.output<typeof aliasRequest>;
export type PromoteRequest = z.output<typeof promoteRequest>;
export type ModelAuditEntry = z.output<typeof modelAuditEntry>;
