import { z } from 'zod';
import { GROWS } from './errors.js';
import { timestamp, toldTime } from './primitives.js';

const count = z.number().int().min(0);
const probability = z.number().min(0).max(1);

/** Shares that people write have a few digits. */
const SHARES_ROUNDED = 0.01;

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number >= numbers[i - 1]!);
}

function isWhole(shares: readonly number[]): boolean {
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum === 0 || Math.abs(sum - 1) <= SHARES_ROUNDED;
}

/** How scores are corrected by what was observed. */
export const calibration = z
  .discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('platt'), slope: z.number().gt(0), intercept: z.number() })
      .describe('of the log-odds (Platt, 1999)'),
    z
      .strictObject({
        kind: z.literal('isotonic'),
        scores: z.array(probability).min(1).max(1000),
        rates: z.array(probability).min(1).max(1000),
      })
      .refine(({ scores, rates }) => scores.length === rates.length, 'scores and rates must be as many')
      .refine(({ scores, rates }) => isRising(scores) && isRising(rates), 'scores and rates must not fall')
      .describe('straight lines between points (Zadrozny and Elkan, 2002)'),
  ])
  .meta({ id: 'Calibration' });

/** How the values of a column lay in training: what drift is measured against. */
export const columnReference = z
  .strictObject({
    edges: z.array(z.number()).max(50).describe('between the bins, ascending'),
    shares: z.array(probability).min(1).max(51).describe('of the rows, a bin each'),
    missing: probability.describe('of the rows, without a value'),
  })
  .refine(({ edges, shares }) => shares.length === edges.length + 1, 'there must be one share more than edges')
  .refine(({ edges }) => isRising(edges), 'edges must ascend')
  .refine(({ shares }) => isWhole(shares), 'shares must sum to 1, or be 0 where no row has a value')
  .meta({ id: 'ColumnReference' });

/** What a model wants and has learnt: JSON under the key `proxima` in the metadata of the ONNX file. */
export const modelStamp = z
  .strictObject({
    columns: z
      .array(z.string().max(200))
      .min(1)
      .max(1000)
      .describe('in their order; as of `GET /v1/features`: `feature`, or `feature=level`'),
    categories: z.array(z.string().max(64)).max(1000).describe('of offers, that the model has learnt'),
    basePrior: probability.describe('for offers of other categories that have no starting propensity'),
    output: z.string().max(200).optional().describe('which output is the probability: `NAME` or `NAME[INDEX]`'),
    features: z
      .record(z.string(), z.string())
      .optional()
      .describe('hash of each feature as trained with: refused where the engine serves another one'),
    parity: z
      .strictObject({
        rows: z.array(z.array(z.number().nullable())).min(1).max(1000),
        expected: z.array(probability),
      })
      .refine(({ rows, expected }) => rows.length === expected.length, 'there must be one answer a row')
      .optional()
      .describe('rows with the answers that the training got: the engine must get the same, within 1e-5'),
    calibration: calibration.optional(),
    reference: z.record(z.string(), columnReference).optional().describe('by column'),
    about: z.record(z.string(), z.unknown()).optional().describe('anything for people: data, metrics, author'),
  })
  .meta({ id: 'ModelStamp' });

const modelCheck = z
  .object({
    name: z.string().meta(GROWS).describe('what was looked at'),
    verdict: z.enum(['passed', 'mended', 'noted', 'refused']),
    message: z.string(),
  })
  .meta({ id: 'ModelCheck' });

/** A version of a model as it is kept. It never changes. */
export const modelVersion = z
  .object({
    version: z.string(),
    fullVersion: z.string().describe('as decisions name it: with the digest of all that decides a score'),
    modelSha256: z.string().describe('of the file as it serves'),
    input: z.string(),
    output: z.string(),
    outputColumn: count.optional().describe('of several classes the one of the acceptance'),
    batch: count.optional().describe('how many rows it takes at once, and no others'),
    columns: z.array(z.string()),
    categories: z.array(z.string()),
    basePrior: probability,
    calibration: calibration.optional(),
    calibrationOf: z.string().optional().describe('the version whose scores it corrects'),
    producer: z.string().optional(),
    bytes: count.optional(),
    p50Us64: z.number().optional().describe('µs of a run over 64 rows, when it was uploaded'),
    p99Us64: z.number().optional(),
    checks: z.array(modelCheck),
    by: z.string(),
    at: toldTime,
    about: z.record(z.string(), z.unknown()).optional(),
    aliases: z.array(z.string()).describe('under which it serves now'),
  })
  .meta({ id: 'ModelVersion' });

/** The name of the model that decides. */
export const MODEL_NAME = 'propensity';

export const modelName = z.literal(MODEL_NAME).describe('the one model that decides').meta({ id: 'ModelName' });
export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a version')
  .meta({ id: 'ModelVersionNumber' });

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

const estimate = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('of the reward a decision, with an interval of 90 %')
  .meta({ id: 'ValueEstimate' });

/** What the log says of a version that did not decide it. */
export const modelEvaluation = z
  .object({
    at: toldTime,
    by: z.string(),
    from: toldTime,
    to: toldTime,
    reward: z.enum(['accept', 'click', 'redeem']),
    decisions: count.describe('of the log, that could be made again'),
    customers: count,
    leftOut: count.describe('decisions that the commit changed, or that cannot be made again'),
    logged: z.number().describe('reward a decision, as it came to pass'),
    dm: estimate,
    ips: estimate,
    snips: estimate,
    dr: estimate,
    effectiveSampleSize: z.number(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ModelEvaluation' });

/** `POST /v1/models/{name}/versions/{version}/evaluations`. */
export const evaluationRequest = z
  .strictObject({
    from: timestamp.optional().describe('seven days ago if left out'),
    to: timestamp.optional(),
    reward: z.enum(['accept', 'click', 'redeem']).default('accept'),
    limit: count.min(1).max(200_000).default(20_000).describe('of decisions; the newest are taken'),
  })
  .meta({ id: 'EvaluationRequest' });

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

const reliability = z
  .object({
    ece: z.number().describe('expected calibration error: how far scores and rates lie apart'),
    bins: z.array(z.object({ count, meanScore: z.number(), rate: z.number() })).describe('of as many outcomes each'),
  })
  .describe('on the half of the customers that it was not fitted on')
  .meta({ id: 'Reliability' });

/** `POST /v1/models/{name}/versions/{version}/calibrations`. */
export const calibrationRequest = z
  .strictObject({
    kind: z.enum(['platt', 'isotonic']).default('platt'),
    reward: z.enum(['accept', 'click', 'redeem']).default('accept'),
    limit: count.min(1).max(200_000).default(20_000).describe('of decisions; the newest are taken'),
    waitMinutes: z.number().min(0).max(10_080).optional().describe('how old a decision must be; 60 if left out'),
  })
  .meta({ id: 'CalibrationRequest' });

export const modelCalibration = z
  .object({
    version: z.string().describe('the new one'),
    calibrationOf: z.string(),
    calibration,
    outcomes: count,
    before: reliability,
    after: reliability,
  })
  .meta({ id: 'ModelCalibration' });

export const driftQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(20_000).default(2_000) });

export const modelDrift = z
  .object({
    version: z.string(),
    rows: count.describe('offers that were scored'),
    columns: z
      .array(
        z.object({
          column: z.string(),
          psi: z.number().describe('population stability index against the reference of the version'),
          verdict: z.enum(['steady', 'moved', 'drifted']).describe('from 0.1 on it has moved, from 0.25 on drifted'),
          missing: probability,
          missingInTraining: probability,
        }),
      )
      .describe('the one that has moved most first'),
  })
  .meta({ id: 'ModelDrift' });

const armOutcome = z.object({ granted: count, accepts: count });

export const modelHistory = z
  .object({
    version: z.string(),
    evaluations: z.array(modelEvaluation).describe('what the log foretold, the newest first'),
    trials: z
      .array(
        z.object({
          trial: z.string(),
          champion: armOutcome,
          challenger: armOutcome,
          ratio: z.number().optional().describe('acceptances an offer, as a multiple of the champion’s'),
          low: z.number().optional().describe('of an interval of 95 %'),
          high: z.number().optional(),
        }),
      )
      .describe('what came true while it decided for some of the customers'),
    changes: z.array(modelAuditEntry),
  })
  .meta({ id: 'ModelHistory' });

export type CalibrationRequest = z.output<typeof calibrationRequest>;
export type ModelCalibration = z.output<typeof modelCalibration>;
export type ModelDrift = z.output<typeof modelDrift>;
export type ModelHistory = z.output<typeof modelHistory>;
/** What consoles are told. */
export type ModelChanged = Omit<z.output<typeof modelAuditEntry>, 'id'>;
export type Calibration = z.output<typeof calibration>;
export type ColumnReference = z.output<typeof columnReference>;
export type ModelStamp = z.output<typeof modelStamp>;
export type ModelCheckAnswer = z.output<typeof modelCheck>;
export type ModelVersionAnswer = z.output<typeof modelVersion>;
export type ModelRelease = z.output<typeof modelRelease>;
export type ShadowReport = z.output<typeof shadowReport>;
export type AliasRequest = z.output<typeof aliasRequest>;
export type PromoteRequest = z.output<typeof promoteRequest>;
export type ModelEvaluation = z.output<typeof modelEvaluation>;
export type EvaluationRequest = z.output<typeof evaluationRequest>;
export type ModelAuditEntry = z.output<typeof modelAuditEntry>;
export const auditQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d+-\d+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
