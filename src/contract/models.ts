import { z } from 'zod';
import { GROWS } from './errors.js';
import { toldTime } from './primitives.js';

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

export type Calibration = z.output<typeof calibration>;
export type ColumnReference = z.output<typeof columnReference>;
export type ModelStamp = z.output<typeof modelStamp>;
export type ModelCheckAnswer = z.output<typeof modelCheck>;
export type ModelVersionAnswer = z.output<typeof modelVersion>;
