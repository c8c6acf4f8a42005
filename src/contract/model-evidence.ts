import { z } from 'zod';
import { calibration } from './models.js';
import { timestamp, toldTime } from './primitives.js';
import { modelAuditEntry } from './releases.js';

const count = z.number().int().min(0);
const probability = z.number().min(0).max(1);

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
export type ModelEvaluation = z.output<typeof modelEvaluation>;
export type EvaluationRequest = z.output<typeof evaluationRequest>;
